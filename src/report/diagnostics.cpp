#include "report/diagnostics.h"

#include "report/escape.h"
#include "report/snippet.h"

namespace ringfence::report {
namespace {

std::string one(const Sources& sources, const Diagnostic& diagnostic, const Style& style) {
  std::string out = painted(style, Paint::Error, "error[" + std::string(diagnostic.code) + "]");
  out += painted(style, Paint::Strong, ": " + visible(diagnostic.message)) + "\n";
  std::vector<Label> labels = {{diagnostic.at, "", true}};
  for (const Note& note : diagnostic.notes) labels.push_back({note.at, note.text, false});
  out += snippet(sources, labels, style);
  for (const Note& note : diagnostic.notes) {
    if (!note.at.is_somewhere()) out += "   = note: " + visible(note.text) + "\n";
  }
  if (!diagnostic.help.empty()) {
    out += painted(style, Paint::Good, "help") + ": " + visible(diagnostic.help) + "\n";
  }
  return out;
}

}  // namespace

std::string text(const Sources& sources, const Diagnostics& diagnostics, const Style& style) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += "\n";
    out += one(sources, diagnostic, style);
  }
  return out;
}

}  // namespace ringfence::report
