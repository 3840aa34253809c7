#pragma once
#include "syntax/network.h"

/// What matches nothing in any cluster, whatever pods there are.
namespace ringfence::reach {

/// No labels meet all requirements: values that exclude one another, or a key that must be there
/// and must not.
bool is_contradictory(const syntax::LabelSelector& selector);
/// Also one that no namespace meets: every namespace has a label with its name.
bool is_contradictory(const syntax::PodSelector& selector);
/// The exceptions leave no address of the block.
bool is_empty(const syntax::AddressBlock& block);

}  // namespace ringfence::reach
