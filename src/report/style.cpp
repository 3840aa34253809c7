#include "report/style.h"

namespace ringfence::report {
namespace {

std::string_view code(Paint paint) {
  switch (paint) {
    case Paint::Error:
      return "\x1b[1;31m";
    case Paint::Warning:
      return "\x1b[1;33m";
    case Paint::Good:
      return "\x1b[32m";
    case Paint::Quiet:
      return "\x1b[2m";
    case Paint::Strong:
      return "\x1b[1m";
    case Paint::Place:
      return "\x1b[1;34m";
  }
  return "";
}

}  // namespace

std::string painted(const Style& style, Paint paint, std::string_view text) {
  if (!style.colour) return std::string(text);
  return std::string(code(paint)) + std::string(text) + "\x1b[0m";
}

}  // namespace ringfence::report
