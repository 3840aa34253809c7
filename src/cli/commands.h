#pragma once
#include "cli/options.h"

/// One function a command: what `main` calls once the options are read.
namespace ringfence::cli {

Exit run_check(const Options& options);
Exit run_baseline(const Options& options);
Exit run_model(const Options& options);
Exit run_reach(const Options& options);
Exit run_diff(const Options& options);
Exit run_smt(const Options& options);
Exit run_pb(const Options& options);
Exit run_key(const Options& options);
Exit run_rederive(const Options& options);
Exit run_explain(const Options& options);
Exit run_format(const Options& options);

}  // namespace ringfence::cli
