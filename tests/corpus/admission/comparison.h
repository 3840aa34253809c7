#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpus/admission/manifest.h"

/// Verdicts of other policy engines and scanners against those of the packs.
///
/// `tests/expected/admission-scope.csv` says of every check of a corpus which policies answer it,
/// or why none does; `tests/expected/admission-differences.csv` explains every case on which the
/// two differ.
namespace ringfence::tests {

struct AdmissionCase {
  std::string check;     ///< As in the first file.
  std::string name;      ///< Unique in its corpus.
  std::string expected;  ///< `accept` or `deny`.
  std::vector<Object> objects;
  /// A policy in ringfence's language written from the case's parameters; it counts beside those
  /// of the packs. Empty: none.
  std::string written = {};
};

/// One corpus, compared case by case.
class AdmissionComparison {
 public:
  explicit AdmissionComparison(std::string corpus);

  std::filesystem::path folder() const;
  /// Whether there is nothing to compare with, which is a test failure where the corpus is
  /// required.
  bool is_missing() const;
  /// Whether packs have an answer to the check. A check without a row is a test failure.
  bool is_in_scope(const std::string& check);
  /// Decides the case. An unexplained difference is a test failure, and so is an explained one that
  /// is none any more, and an object that is accepted because no policy is about it; only budgets
  /// for disruption may have nothing to say.
  void compare(AdmissionCase one);
  /// A case of a check in scope that is none for a tool that reads files, and why.
  void skip(const std::string& reason);
  /// Prints the totals; a row of either file that nothing needed is a test failure.
  void finish(std::size_t at_least);

 private:
  struct Row {
    std::vector<std::string> policies;  ///< With their packs: `rbac/rights-have-no-wildcards`.
    std::string reason;
    bool is_used = false;
  };
  struct Difference {
    std::string ours;
    bool is_used = false;
  };
  void count(const AdmissionCase& one, const std::string& ours, const std::string& error);

  std::string corpus_;
  std::map<std::string, Row> scope_;
  std::map<std::string, Difference> differences_;
  std::map<std::string, std::size_t> skipped_;
  std::set<std::string> names_;
  std::size_t cases_ = 0;
  std::size_t by_packs_ = 0;  ///< Without a policy written from parameters.
  std::size_t agreed_ = 0;
  std::size_t reviewed_ = 0;
};

}  // namespace ringfence::tests
