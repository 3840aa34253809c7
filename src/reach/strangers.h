#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reach/asked_labels.h"
#include "reach/removal.h"

/// Pods that no file describes. What is true of the pods that the files describe may be false of
/// others, whose labels may be anything: here all labels that rules tell apart are tried.
namespace ringfence::reach {

/// A pod by what rules ask of it.
struct Stranger {
  std::string space;                              ///< Empty: a namespace that no file names.
  std::vector<std::string> space_labels, labels;  ///< `key=value`, as far as they matter.
};
/// Two ends between which a part decides something that nothing else would decide so.
struct Example {
  Stranger subject;
  std::optional<Stranger> peer;  ///< Absent: addresses outside the cluster.
};

struct Matters {
  enum class What {
    Never,      ///< To no pod, whatever its labels: the subject's policies say the same without it.
    Sometimes,  ///< `example` says when.
    NotKnown,   ///< Not worked out: ports by name, pods by address, or the budget was spent.
  };
  What what = What::NotKnown;
  std::optional<Example> example;
};

/// Whether the part would matter to some pods that rules can tell from others, described or not, as
/// far as the policies of the subject decide.
Matters matters(const AskedLabels& asked, const Subjects& subjects, const Part& part,
                Budget& budget);

}  // namespace ringfence::reach
