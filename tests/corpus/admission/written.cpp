#include "corpus/admission/written.h"

namespace ringfence::tests {

std::string written_policy(const std::string& formula) {
  return "ringfence 1;\npolicy written \"What the case's parameters ask for\" {\n  assert " +
         formula + "\n}\n";
}

std::string every_container(const std::string& formula) {
  return "forall c in declared_containers: " + formula;
}

std::string every_main_container(const std::string& formula) {
  return "forall c in declared_containers where c.role in {\"main\", \"sidecar\"}: " + formula;
}

}  // namespace ringfence::tests
