#pragma once

/// What one run measures in a process of its own, so that memory counts from nothing.
namespace ringfence::bench {

/// Hears every event of yaml-cpp's parser and keeps nothing: what reading YAML costs at least.
/// Gives the exit status.
int parse_events(const char* file);

/// Reads a file as `ringfence` does, up to its facts: no model is made of them. Gives the exit
/// status, 1 if the file has errors.
int import(const char* file);

}  // namespace ringfence::bench
