#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/source.h"

namespace ringfence::syntax {

/// A finding that somebody has decided to live with, as written: beside what it is about, or in a
/// list of waivers.
struct Waiver {
  std::string policy;   ///< Its exact name.
  std::string reason;   ///< Never empty.
  std::string owner;    ///< May be empty.
  std::string expires;  ///< The last day it counts, `2027-01-31`; empty: it does not end.
  /// Of one in a list: `container shop/*`, a pattern over kind and name, or `*` for every finding
  /// of the policy. Empty for one that stands beside what it is about.
  std::string subject;
  Span at;
  /// What is declared in this part of the text is waived; nowhere when there is a `subject`.
  Span covers;
};

/// Whether `text` is a day of the Gregorian calendar as ISO 8601 writes it, `2027-01-31`.
bool is_day(std::string_view text);

/// `own-pid-namespace: the agent watches its machine (owner: platform, expires: 2027-01-31)`, what
/// follows `ringfence:ignore` in a comment; `at` is where it stands. The part in brackets may be
/// missing. Errors: E1001 for what is not of this form, E1002 for a waiver without a reason, E1003
/// for what is no day.
Result<Waiver> parse_waiver(std::string_view text, const Span& at);

/// The same without the policy and its colon, of an annotation that names the policy in its key.
Result<Waiver> parse_waiver_reason(std::string policy, std::string_view text, const Span& at);

/// The waivers in comments: those that begin with `ringfence:ignore`. `comments` are the places of
/// the comments in `text`, with their `#`, `//` or `/*`. A comment behind code covers its line, one
/// on lines of its own the line below it. Errors: as `parse_waiver`; E1001 for another word behind
/// `ringfence:`.
Result<std::vector<Waiver>> waivers_in(const std::vector<Span>& comments, std::string_view text);

}  // namespace ringfence::syntax
