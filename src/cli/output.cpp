#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace ringfence::cli {
namespace {

report::Style style_for(Colour colour, int descriptor) {
  if (colour == Colour::Always) return {true};
  if (colour == Colour::Never) return {false};
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  return {wanted && isatty(descriptor) == 1};
}

}  // namespace

bool write_results(const std::string& text) {
  const bool is_accepted = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) == 0 && is_accepted) return true;
  // A reader that has left knows; a full disk is news.
  if (errno != EPIPE)
    write_messages("ringfence: cannot write the results: " + std::system_category().message(errno) +
                   "\n");
  return false;
}

void write_messages(const std::string& text) {
  // Nothing is left to be told to anyone when standard error is gone too.
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
}

report::Style style_for_results(Colour colour) {
  return style_for(colour, STDOUT_FILENO);
}
report::Style style_for_messages(Colour colour) {
  return style_for(colour, STDERR_FILENO);
}

}  // namespace ringfence::cli
