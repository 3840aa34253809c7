#pragma once
#include "ingest/kubernetes/context.h"
#include "syntax/document.h"

/// PodDisruptionBudgets: how many of a workload's pods an eviction may take.
/// https://kubernetes.io/docs/tasks/run-application/configure-pdb/
namespace ringfence::ingest::kubernetes {

void survey_disruption_budget(Context& context, const Object& object, Surroundings& around);
/// Reports what is wrong with a budget (E0507, E0509), and one that guards nothing that is read.
void check_disruption_budget(Context& context, const Object& object);

/// Writes `budgets` and the amounts of a workload whose pods have these labels. A gap where a
/// budget guards several workloads together.
void write_budgets(Context& context, const Object& workload, const std::vector<Label>& pod_labels,
                   syntax::EntityDecl& decl);

}  // namespace ringfence::ingest::kubernetes
