#include "agreement/checked.h"

#include <sstream>

#include "verify/kernel.h"
#include "verify/opb.h"
#include "verify/proof_reader.h"

namespace ringfence::pb {

std::string checked(const std::string& opb, const std::string& proof) {
  try {
    std::istringstream formula(opb);
    std::istringstream steps(proof);
    verify::Names names;
    verify::Kernel kernel(verify::read_opb(formula, names));
    const verify::Verdict verdict = verify::check_proof(steps, kernel, names);
    using Kind = verify::Verdict::Kind;
    if (verdict.kind == Kind::Unsatisfiable) return "unsatisfiable";
    if (verdict.kind == Kind::Satisfiable) return "satisfiable";
    if (verdict.kind == Kind::Bounds)
      return "bounds " + verdict.lower.text() + " " + (verdict.upper ? verdict.upper->text() : "");
    return "nothing";
  } catch (const std::exception& error) {
    return std::string("refused: ") + error.what();
  }
}

}  // namespace ringfence::pb
