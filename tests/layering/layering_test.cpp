// Every #include under src/ and grammar/ against src/layers.txt. A module may be listed only after
// the modules it uses, so a table that loads at all has no cycle.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

struct Layers {
  std::map<std::string, std::set<std::string>> allowed;  // module -> modules it may include
  std::map<std::string, Words> fences;                   // header prefix -> paths
};

Layers read_layers(const fs::path& file) {
  Layers layers;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string first;
    std::string word;
    if (!(words >> first)) continue;
    if (first == "fence") {
      words >> first;
      while (words >> word) layers.fences[first].push_back(word);
      continue;
    }
    first.pop_back();  // the colon
    layers.allowed[first] = {first};
    while (words >> word) {
      EXPECT_TRUE(layers.allowed.contains(word)) << first << " is listed before " << word;
      layers.allowed[first].insert(word);
    }
  }
  return layers;
}

/// What is wrong with one include line of the file at `path`; empty if nothing is.
std::string objection(const Layers& layers, const std::string& path, const std::string& header) {
  const std::string in_src = path.starts_with("src/") ? path.substr(4) : path;
  const std::string module = in_src.substr(0, in_src.find('/'));
  const std::string target = header.substr(0, header.find('/'));
  if (!layers.allowed.contains(module)) return module + " is not in src/layers.txt";
  const bool ours = header.find('/') != std::string::npos && layers.allowed.contains(target);
  if (ours && !layers.allowed.at(module).contains(target)) {
    return module + " may not include " + header;
  }
  for (const auto& [prefix, places] : layers.fences) {
    if (!header.starts_with(prefix)) continue;
    const bool inside = std::any_of(places.begin(), places.end(), [&](const std::string& place) {
      return path.starts_with(place);
    });
    if (!inside) return header + " is fenced";
  }
  return {};
}

TEST(Layering, IncludesFollowTheTable) {
  const fs::path root = RINGFENCE_SOURCE_DIR;
  const Layers layers = read_layers(root / "src/layers.txt");
  const std::regex include("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  std::size_t seen = 0;
  for (const char* top : {"src", "grammar"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      const std::string path = fs::relative(entry.path(), root).generic_string();
      std::ifstream in(entry.path());
      int number = 0;
      for (std::string line; std::getline(in, line);) {
        ++number;
        std::smatch found;
        if (!std::regex_match(line, found, include)) continue;
        ++seen;
        EXPECT_EQ(objection(layers, path, found[1]), "") << path << ":" << number;
      }
    }
  }
  EXPECT_GT(seen, 100U) << "the walk found too few includes to mean anything";
}

TEST(Layering, RefusesWhatTheTableForbids) {
  const Layers layers = read_layers(fs::path(RINGFENCE_SOURCE_DIR) / "src/layers.txt");
  EXPECT_NE(objection(layers, "src/semantics/evaluate.cpp", "logic/term.h"), "");
  EXPECT_NE(objection(layers, "src/report/text.cpp", "boost/spirit/home/x3.hpp"), "");
  EXPECT_EQ(objection(layers, "src/policy/ground.cpp", "logic/term.h"), "");
}

}  // namespace
