#include "report/junit.h"

#include <utility>

#include "report/escape.h"
#include "report/region.h"

namespace ringfence::report {
namespace {

/// `bounded` has taken out what XML 1.0 cannot hold, but for line breaks, which are ours.
std::string xml(std::string_view text, bool is_attribute = true) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += is_attribute ? "&#10;" : "\n";  // in an attribute it would be read as a blank
        break;
      default:
        out += c;
    }
  }
  return out;
}

using Attributes = std::vector<std::pair<std::string, std::string>>;

std::string tag(const std::string& name, const Attributes& attributes) {
  std::string out = "<" + name;
  for (const auto& [key, value] : attributes) out += " " + key + "=\"" + xml(value) + "\"";
  return out;
}

std::string case_of(const Entry& entry, const Sources& sources) {
  Attributes attributes = {{"name", entry.id}, {"classname", "ringfence." + entry.policy}};
  if (entry.primary.at.is_somewhere()) {
    attributes.emplace_back("file", visible(sources.name(entry.primary.at.source)));
    attributes.emplace_back("line", std::to_string(region_of(sources, entry.primary.at).line));
  }
  std::string out = "    " + tag("testcase", attributes) + ">\n";
  out += "      <properties>\n";
  const auto property = [&](const std::string& name, const std::string& value) {
    out += "        " + tag("property", {{"name", name}, {"value", value}}) + "/>\n";
  };
  property("verdict", word_for(entry));
  property("severity", entry.severity);
  property("certified", entry.certified ? "true" : "false");
  for (const std::string& control : entry.controls) property("control", control);
  out += "      </properties>\n";
  const auto child = [&](const char* name, const Attributes& said) {
    out += "      " + tag(name, said) + ">" +
           xml(entry.message + "\n" + body_text(entry, sources), false) + "</" + name + ">\n";
  };
  if (entry.accepted) {
    const std::string message = word_for(entry) + ": " + entry.accepted->justification;
    out += "      " + tag("skipped", {{"message", message}}) + "/>\n";
  } else if (is_failure(entry)) {
    child("failure", {{"message", entry.message}, {"type", word_for(entry)}});
  } else if (entry.kind == Entry::Kind::Undecided) {
    child("error", {{"message", entry.message}, {"type", "undecided"}});
  } else if (entry.kind == Entry::Kind::NotApplicable) {
    out += "      " + tag("skipped", {{"message", entry.message}}) + "/>\n";
  }
  return out + "    </testcase>\n";
}

struct Counted {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string document(const std::string& cases, const Counted& counted, const std::string& said) {
  const Attributes counts = {{"name", "ringfence"},
                             {"tests", std::to_string(counted.tests)},
                             {"failures", std::to_string(counted.failures)},
                             {"errors", std::to_string(counted.errors)},
                             {"skipped", std::to_string(counted.skipped)}};
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + tag("testsuites", counts) + ">\n  " +
         tag("testsuite", counts) + ">\n" + cases + said + "  </testsuite>\n</testsuites>\n";
}

std::string said_of(const std::vector<Notice>& notices, const Sources& sources) {
  std::string lines;
  for (const Notice& notice : notices) {
    const std::string place = notice.at.at.is_somewhere() ? sources.place(notice.at.at) + ": " : "";
    lines += visible(place) + notice.message + "\n";
  }
  return lines.empty() ? "" : "    <system-out>" + xml(lines, false) + "</system-out>\n";
}

}  // namespace

std::string junit(const Digest& digest, const RunFacts&, const Sources& sources) {
  std::string cases;
  std::size_t failures = 0, errors = 0, skipped = 0;
  std::size_t tests = 0;
  for (const Entry& entry : digest.entries) {
    if (entry.is_further) continue;  // a test has one outcome
    ++tests;
    cases += case_of(entry, sources);
    failures += is_failure(entry) ? 1 : 0;
    errors += entry.kind == Entry::Kind::Undecided ? 1 : 0;
    skipped += entry.accepted || entry.kind == Entry::Kind::NotApplicable ? 1 : 0;
  }
  return document(cases, {tests, failures, errors, skipped}, said_of(digest.notices, sources));
}

std::string junit(const Diagnostics& errors, const RunFacts&, const Sources& sources) {
  std::string cases =
      "    " + tag("testcase", {{"name", "load"}, {"classname", "ringfence"}}) + ">\n";
  for (const Diagnostic& error : errors) {
    cases +=
        "      " +
        tag("error", {{"message", bounded(error.message)}, {"type", std::string(error.code)}}) +
        ">" + xml(error.at.is_somewhere() ? visible(sources.place(error.at)) : "") + "</error>\n";
  }
  return document(cases + "    </testcase>\n", {1, 0, 1, 0}, "");
}

}  // namespace ringfence::report
