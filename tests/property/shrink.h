#pragma once
#include <functional>
#include <string>

namespace ringfence::property {

/// A smaller text that still fails: lines, and blocks of lines between braces, are taken out as
/// long as `still_fails` says so. Greedy; the result may not be the smallest.
std::string shrink(std::string text, const std::function<bool(const std::string&)>& still_fails);

}  // namespace ringfence::property
