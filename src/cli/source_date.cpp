#include "cli/source_date.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace ringfence::cli {

Result<std::string> source_date() {
  const char* set = std::getenv("SOURCE_DATE_EPOCH");
  if (set == nullptr || *set == '\0') return std::string();
  constexpr std::int64_t kEndOfYear9999 = 253'402'300'799;
  const std::string_view text = set;
  std::int64_t seconds = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!is_number || seconds < 0 || seconds > kEndOfYear9999) {
    return Diagnostic{"E0016",
                      {},
                      "SOURCE_DATE_EPOCH is `" + std::string(text) + "`",
                      {},
                      "set it to whole seconds since 1970, or unset it"};
  }
  const std::time_t time = seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 32> stamp{};
  const std::size_t size = std::strftime(stamp.data(), stamp.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return std::string(stamp.data(), size);
}

}  // namespace ringfence::cli
