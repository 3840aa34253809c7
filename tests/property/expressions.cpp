#include "property/expressions.h"

namespace ringfence::property {
namespace {

using Texts = std::vector<std::string>;

/// Numbers that are always there, by kind and dimension.
Texts sure_numbers(const std::string& kind, const std::string& dimension) {
  if (dimension == "bytes") {
    if (kind == "host") return {"reserved.memory"};
    if (kind == "vm") return {"overhead.memory", "reserved.memory"};
    if (kind == "node") return {"reserved.memory"};
    if (kind == "pod" || kind == "container") return {"request.memory"};
  }
  if (dimension == "cpu") {
    if (kind == "host" || kind == "vm" || kind == "node") return {"reserved.cpu"};
    if (kind == "pod" || kind == "container") return {"request.cpu"};
  }
  if (dimension == "count") {
    if (kind == "host" || kind == "vm" || kind == "node") return {"unlisted"};
    if (kind == "pod") return {"request[\"gpu\"]"};
  }
  return {};
}
/// Numbers that may be absent.
Texts optional_numbers(const std::string& kind, const std::string& dimension) {
  if (dimension == "bytes") {
    if (kind == "host" || kind == "vm") return {"memory"};
    if (kind == "node") return {"allocatable.memory"};
    if (kind == "pod" || kind == "container") return {"limit.memory"};
  }
  if (dimension == "cpu") {
    if (kind == "host" || kind == "vm") return {"cpu"};
    if (kind == "node") return {"allocatable.cpu"};
    if (kind == "pod" || kind == "container") return {"limit.cpu"};
  }
  if (dimension == "count") {
    if (kind == "node") return {"allocatable.pods"};
    if (kind == "host") return {"overcommit.cpu"};
  }
  return {};
}
/// Numbers of a machine that some file may not describe: reading them can be stuck.
Texts doubtful_numbers(const std::string& kind, const std::string& dimension) {
  if (kind != "vm" && kind != "node" && kind != "pod" && kind != "container") return {};
  if (dimension == "bytes") return {"host.reserved.memory"};
  if (dimension == "cpu") return {"host.reserved.cpu"};
  return {"host.unlisted"};
}
/// References to entities, with the kind they point at (`*` for several).
struct Reference {
  std::string attribute, target;
};
std::vector<Reference> references(const std::string& kind) {
  if (kind == "vm") return {{"on", "host"}, {"host", "host"}};
  if (kind == "node") return {{"on", "host"}, {"host", "host"}, {"kernel", "*"}};
  if (kind == "pod") return {{"node", "node"}, {"host", "host"}, {"kernel", "*"}, {"machine", "*"}};
  if (kind == "container") {
    return {{"in", "*"}, {"host", "host"}, {"kernel", "*"}, {"pid_namespace", "*"}};
  }
  return {};
}

const Texts kComparisons = {"<", "<=", ">", ">=", "==", "!="};

}  // namespace

std::vector<std::string> Expressions::variables_of(const std::string& kind) const {
  Texts names;
  for (const Variable& variable : variables_) {
    if (variable.kind == kind) names.push_back(variable.name);
  }
  return names;
}

std::string Expressions::random_kind() {
  Texts kinds;
  for (const auto& [kind, names] : inventory_.names) {
    const bool matters =
        kind == "vm" || kind == "pod" || kind == "container" || kind == "host" || kind == "node";
    for (int i = 0; i < (matters ? 4 : 1); ++i) kinds.push_back(kind);
  }
  if (inventory_.constructs.contains("container replicas") ||
      inventory_.constructs.contains("container in pod")) {
    kinds.insert(kinds.end(), {"container", "container", "container"});
  }
  if (inventory_.constructs.contains("pod replicas")) kinds.insert(kinds.end(), {"pod", "pod"});
  if (kinds.empty()) return "host";
  return choices_.one_of(kinds);
}

std::string Expressions::range(const std::string& kind) {
  Texts ranges = {kind + "s"};
  if (kind == "pod" || kind == "container") {
    ranges.push_back("declared_" + kind + "s");
    if (maybe(20)) met("declared collections");
  }
  for (const Variable& variable : variables_) {
    const std::string& of = variable.kind;
    if (kind == "vm" && of == "host") ranges.push_back(variable.name + ".vms");
    if (kind == "node" && of == "host") ranges.push_back(variable.name + ".nodes");
    if (kind == "pod" && (of == "node" || of == "vm" || of == "host" || of == "workload")) {
      ranges.push_back(variable.name + ".pods");
    }
    if (kind == "container" && (of == "pod" || of == "vm" || of == "host")) {
      ranges.push_back(variable.name + ".containers");
    }
  }
  const std::string chosen = choices_.one_of(ranges);
  if (chosen.find('.') != std::string::npos) met("derived sets");
  if (maybe(8)) {
    met("comprehension");
    const std::string inner = fresh();
    variables_.push_back({inner, kind});
    const std::string guard = atom(0);
    variables_.pop_back();
    return "{" + inner + " in " + chosen + " where " + guard + "}";
  }
  if (maybe(6)) {
    const std::string first = reference(kind);
    const std::string second = reference(kind);
    if (!first.empty()) {
      met("set of open entities");
      return "{" + first + ", " + second + "}";
    }
  }
  const Texts& names = inventory_.any(kind) ? inventory_.names.at(kind) : Texts();
  if (maybe(5) && !names.empty()) {
    met("set of entities");
    std::string set;
    for (const std::string& name : names) {
      set += (set.empty() ? "{" : ", ") + kind + "(\"" + name + "\")";
    }
    return set + "}";
  }
  return chosen;
}

std::string Expressions::quantified(int depth, bool outermost) {
  const bool forall = maybe(outermost ? 75 : 50);
  met(forall ? "forall" : "exists");
  if (!variables_.empty()) met("nested quantifiers");
  std::string text = forall ? "(forall " : "(exists ";
  const std::size_t outer = variables_.size();
  const std::string kind = random_kind();
  const int together = maybe(45) ? 2 : 1;
  const std::string over = range(kind);
  for (int i = 0; i < together; ++i) {
    variables_.push_back({fresh(), kind});
    text += (i == 0 ? "" : ", ") + variables_.back().name;
  }
  if (together > 1) met("several variables");
  text += " in " + over;
  if (maybe(20)) {
    met("several binders");
    const std::string second = random_kind();
    const std::string second_range = range(second);
    variables_.push_back({fresh(), second});
    text += ", " + variables_.back().name + " in " + second_range;
  }
  if (together > 1 && maybe(75)) {
    met("guard");
    const std::string differ = variables_[outer].name + " != " + variables_[outer + 1].name;
    text += " where " + (maybe(30) ? atom(0) + " and " + differ : differ);
  } else if (maybe(35)) {
    met("guard");
    text += " where " + atom(0);
  }
  text += ": " + (depth > 1 && maybe(30) ? quantified(depth - 1, false) : boolean(depth - 1)) + ")";
  variables_.resize(outer);
  return text;
}

std::string Expressions::formula() {
  if (maybe(12)) return quantified(1, true) + " and " + quantified(1, true);
  if (maybe(10)) return boolean(2);
  return quantified(2, true);
}

std::string Expressions::boolean(int depth) {
  if (depth <= 0) return atom(depth);
  const int what = choices_.between(0, 15);
  const auto two = [&](const std::string& op) {
    met(op);
    return "(" + boolean(depth - 1) + " " + op + " " + boolean(depth - 1) + ")";
  };
  switch (what) {
    case 0:
    case 1:
      return two("and");
    case 2:
    case 3:
      return two("or");
    case 4:
      return two("=>");
    case 5:
      return two("<=>");
    case 6:
    case 7:
      met("not");
      return "(not " + boolean(depth - 1) + ")";
    case 8:
      met("if");
      return "(if " + boolean(depth - 1) + " then " + boolean(depth - 1) + " else " +
             boolean(depth - 1) + ")";
    case 9:
    case 10:
      return quantified(depth, false);
    default:
      return atom(depth);
  }
}

std::string Expressions::atom(int depth) {
  const int what = choices_.between(0, 99);
  if (what < 25) return comparison(depth);
  if (what < 55) return sameness();
  if (what < 65) return membership(depth);
  if (what < 74) return text_test();
  if (what < 82) return presence();
  if (what < 85) return closure_call();
  if (what < 89) return connection();
  if (what < 94) return definition_call();
  if (what < 97) return set_equality(depth);
  met("literal");
  return choices_.text_of({"true", "false"});
}

std::string Expressions::comparison(int depth) {
  const std::string dimension = choices_.text_of({"bytes", "bytes", "count", "cpu"});
  met("comparison of " + dimension);
  return "(" + number(dimension, depth) + " " + choices_.one_of(kComparisons) + " " +
         number(dimension, depth) + ")";
}

/// An entity of that kind, none allowed: a variable, an attribute, a name.
std::string Expressions::reference(const std::string& kind) {
  if (maybe(4) && !variables_.empty()) {
    const std::string condition = atom(0);
    const std::string one = reference(kind);
    const std::string other = reference(kind);
    if (!one.empty()) {
      met("conditional entity");
      return "(if " + condition + " then " + one + " else " + other + ")";
    }
  }
  Texts options = variables_of(kind);
  for (const Variable& variable : variables_) {
    for (const Reference& one : references(variable.kind)) {
      if (one.target == kind) {
        options.push_back(variable.name + "." + one.attribute);
        options.push_back(options.back());
      }
    }
    if (variable.kind == "pod" && kind == "host") options.push_back(variable.name + ".node.on");
  }
  if (inventory_.any(kind) && (options.empty() || maybe(25))) {
    const std::string name = choices_.one_of(inventory_.names.at(kind));
    if (maybe(50)) {
      met("entity function");
      return kind + "(\"" + name + "\")";
    }
    met("entity by name");
    // A node named like its machine: only the function says which of the two is meant.
    const bool is_clear =
        kind == "node" || (!inventory_.constructs.contains("node is a vm by name") &&
                           !inventory_.constructs.contains("node is a host by name"));
    return is_clear ? name : kind + "(\"" + name + "\")";
  }
  return options.empty() ? "" : choices_.one_of(options);
}

std::string Expressions::sameness() {
  const std::string op = choices_.text_of({" == ", " != "});
  // Two variables of one kind: compare where they are.
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (variables_.empty()) break;
    const Variable& a = choices_.one_of(variables_);
    const std::vector<Reference> ways = references(a.kind);
    if (ways.empty()) continue;
    const Reference& way = choices_.one_of(ways);
    const std::string left = a.name + "." + way.attribute;
    const Variable& b = choices_.one_of(variables_);
    if (b.name != a.name && b.kind == a.kind) {
      met("same place");
      return "(" + left + op + b.name + "." + way.attribute + ")";
    }
    if (way.target == "*") continue;
    if (maybe(15)) {
      met("comparison with none");
      return "(" + left + op + "none)";
    }
    if (inventory_.any(way.target) && maybe(30)) {
      met("comparison with text");
      return "(" + left + op + "\"" + choices_.one_of(inventory_.names.at(way.target)) + "\")";
    }
    const std::string right = reference(way.target);
    if (!right.empty()) return "(" + left + op + right + ")";
  }
  const std::string kind = random_kind();
  const std::string left = reference(kind);
  const std::string right = reference(kind);
  if (left.empty() || right.empty()) return "true";
  return "(" + left + op + right + ")";
}

std::string Expressions::membership(int depth) {
  const std::string op = choices_.text_of({" in ", " not in "});
  if (!variables_.empty() && maybe(60)) {
    met("membership of text");
    const Variable& variable = choices_.one_of(variables_);
    return "(\"" + choices_.text_of({"app=db", "app=web", "rank=2"}) + "\"" + op + variable.name +
           ".labels)";
  }
  const std::string kind = random_kind();
  const std::string element = reference(kind);
  if (element.empty()) return comparison(depth);
  met("membership of entity");
  return "(" + element + op + range(kind) + ")";
}

std::string Expressions::text_test() {
  if (variables_.empty()) return "(matches(\"tcp/80\", \"tcp/*\"))";
  const Variable& variable = choices_.one_of(variables_);
  const std::string& x = variable.name;
  switch (choices_.between(0, 6)) {
    case 0:
      if (!doubtful_numbers(variable.kind, "count").empty() && maybe(25)) {
        met("label of a place");
        return "(label(" + x + ".host, \"app\") != \"db\")";
      }
      met("label");
      return "(label(" + x + ", \"app\") == \"" + choices_.text_of({"db", "web", ""}) + "\")";
    case 1:
      met("has_label");
      return "has_label(" + x + ", \"" + choices_.text_of({"app", "bare", "rank"}) + "\")";
    case 2:
      met("label_number");
      return "(label_number(" + x + ", \"rank\") == " + choices_.text_of({"2", "10"}) + ")";
    case 3:
      met("matches");
      return "matches(" + x + ".name, \"" + choices_.text_of({"*1*", "h*", "*", "v2"}) + "\")";
    case 4:
      met("kind");
      return "(" + x + ".name == \"" + x + "\" or " + x + ".name != \"p1\")";
    case 5:
      if (variable.kind == "pod") {
        met("within");
        return "(exists q in " + x + ".host_paths: within(q, \"/var\"))";
      }
      if (variable.kind == "container") {
        met("kind");
        return "(" + x + ".in.kind == \"" + choices_.text_of({"vm", "host", "pod"}) + "\")";
      }
      [[fallthrough]];
    default:
      if (variable.kind != "host" && variable.kind != "vm") return "has_label(" + x + ", \"app\")";
      met("optional text");
      for (const std::string& other : variables_of(variable.kind)) {
        if (other == x || maybe(50)) continue;
        met("comparison of open texts");
        return "(has " + x + ".zone and has " + other + ".zone and " + x + ".zone == " + other +
               ".zone)";
      }
      return "(has " + x + ".zone and " + x + ".zone == \"a\")";
  }
}

std::string Expressions::presence() {
  met("has");
  if (variables_.empty()) return "true";
  const Variable& variable = choices_.one_of(variables_);
  Texts options = optional_numbers(variable.kind, choices_.text_of({"bytes", "cpu"}));
  if (variable.kind == "pod")
    options = {"node", "workload", "tenant", "node.vm", "request[\"gpu\"]"};
  if (variable.kind == "node") options.emplace_back("vm");
  if (variable.kind == "vm" || variable.kind == "container") options.emplace_back("tenant");
  if (options.empty()) return "has_label(" + variable.name + ", \"app\")";
  return "(has " + variable.name + "." + choices_.one_of(options) + ")";
}

std::string Expressions::definition_call() {
  Texts options;
  for (const std::string& name : nullary_) options.push_back(name);
  for (const Variable& one : unary_) {
    for (const std::string& x : variables_of(one.kind)) options.push_back(one.name + "(" + x + ")");
  }
  for (const Variable& one : binary_) {
    for (const std::string& x : variables_of(one.kind)) {
      for (const std::string& y : variables_of(one.kind)) {
        options.push_back(one.name + "(" + x + ", " + y + ")");
      }
    }
  }
  for (const Variable& one : derived_) {
    for (const std::string& x : variables_of(one.kind)) options.push_back(x + "." + one.name);
  }
  const Texts containers = variables_of("container");
  if (!containers.empty()) {
    const std::string two =
        "(" + choices_.one_of(containers) + ", " + choices_.one_of(containers) + ")";
    for (const std::string name :
         {"shares_kernel", "shares_host", "isolated", "different_tenants"}) {
      options.push_back(name + two);
    }
  }
  for (const std::string& x : variables_of("pod")) options.push_back(x + ".placed");
  for (const std::string& x : variables_of("node")) options.push_back(x + ".bare_metal");
  if (options.empty() || maybe(8)) options = {"fits", "conserved(request)", "requests_conserved"};
  met("definition");
  return choices_.one_of(options);
}

/// What can be exchanged, in one step or in many.
std::string Expressions::connection() {
  Texts options;
  for (const std::string kind : {"container", "vm", "pod"}) {
    const Texts names = variables_of(kind);
    if (names.empty()) continue;
    const auto end = [&] {
      const std::string one = maybe(80) ? choices_.one_of(names) : reference(kind);
      return one.empty() ? names.front() : one;
    };
    const auto outside = [&] { return choices_.text_of({"\"0.0.0.0/0\"", "\"192.0.2.1\""}); };
    const std::string port = choices_.text_of({"", "", ", tcp/80", ", udp/53", ", tcp/*"});
    options.push_back("reach(" + end() + ", " + end() + port + ")");
    options.push_back("flows(" + end() + ", " + end() + ")");
    options.push_back("reach(" + end() + ", " + outside() + port + ")");
    options.push_back("reach(" + outside() + ", " + end() + port + ")");
    options.push_back("flows(" + end() + ", " + outside() + ")");
    options.push_back("flows(" + outside() + ", " + end() + ")");
  }
  if (options.empty()) return definition_call();
  const std::string chosen = choices_.one_of(options);
  met(chosen.starts_with("flows") ? "flows" : "reach");
  return chosen;
}

/// From one thing to another by any number of steps; often both are variables.
std::string Expressions::closure_call() {
  Texts options;
  const auto end = [&](const std::string& kind) {
    const Texts names = variables_of(kind);
    if (!names.empty() && maybe(80)) return choices_.one_of(names);
    const std::string one = reference(kind);
    return one.empty() ? choices_.one_of(variables_of(kind)) : one;
  };
  for (const Variable& one : relations_) {
    if (!inventory_.any(one.kind) && variables_of(one.kind).empty()) continue;
    options.push_back("closure(" + one.name + ")(" + end(one.kind) + ", " + end(one.kind) + ")");
    options.push_back(options.back());
  }
  const Texts pods = variables_of("pod");
  const Texts containers = variables_of("container");
  if (!containers.empty()) {
    const std::string two =
        "(" + choices_.one_of(containers) + ", " + choices_.one_of(containers) + ")";
    options.push_back("closure(shares_kernel)" + two);
  }
  Texts both = pods;
  both.insert(both.end(), containers.begin(), containers.end());
  if (has_mixed_ && !both.empty()) {
    options.push_back("closure(meets)(" + choices_.one_of(both) + ", " + choices_.one_of(both) +
                      ")");
  }
  if (options.empty()) return definition_call();
  met("closure");
  const std::string chosen = choices_.one_of(options);
  if (chosen.starts_with("closure(meets)")) met("closure over two kinds");
  return chosen;
}

/// What leads from `one` to `two`, both of the kind of the variables in sight.
std::string Expressions::relation() {
  const std::string kind = variables_.front().kind;
  if (maybe(25) || !inventory_.any(kind)) return boolean(1);
  met("relation by arcs");
  const Texts& names = inventory_.names.at(kind);
  std::string arcs;
  const int number = choices_.between(1, 5);
  for (int i = 0; i < number; ++i) {
    const std::string from = choices_.one_of(names);
    const std::string to = choices_.one_of(names);
    arcs += (arcs.empty() ? "" : " or ") + std::string("(one == ") + kind + "(\"" + from +
            "\") and two == " + kind + "(\"" + to + "\")" + (maybe(60) ? " and " + atom(0) : "") +
            ")";
  }
  return maybe(20) ? "(" + arcs + " or " + atom(0) + ")" : arcs;
}

std::string Expressions::set_equality(int depth) {
  if (variables_.empty()) return comparison(depth);
  met("equality of sets");
  const Variable& variable = choices_.one_of(variables_);
  const std::string op = choices_.text_of({" == ", " != "});
  if (variable.kind == "host" && maybe(60)) return "(" + variable.name + ".vms" + op + "vms)";
  if (variable.kind == "node" && maybe(60)) return "(" + variable.name + ".pods" + op + "pods)";
  return "(" + variable.name + ".labels" + op + "{\"app=db\"})";
}

std::string Expressions::constant(const std::string& dimension) {
  if (dimension == "bytes") {
    if (!thresholds_.empty() && maybe(20)) return choices_.one_of(thresholds_);
    return choices_.text_of({"0GiB", "1GiB", "2GiB", "3GiB", "4GiB", "1536MiB"});
  }
  if (dimension == "cpu") return choices_.text_of({"1", "2", "500m", "3"});
  return choices_.text_of({"0", "1", "2", "3"});
}

std::string Expressions::attribute_number(const std::string& dimension) {
  Texts options;
  for (const Variable& variable : variables_) {
    for (const std::string& name : sure_numbers(variable.kind, dimension)) {
      options.push_back(variable.name + "." + name);
    }
    for (const std::string& name : optional_numbers(variable.kind, dimension)) {
      const std::string full = variable.name + "." + name;
      options.push_back("(if has " + full + " then " + full + " else " + constant(dimension) + ")");
      options.push_back(options.back());
    }
  }
  if (!variables_.empty() && maybe(8)) {
    const Variable& variable = choices_.one_of(variables_);
    for (const std::string& name : doubtful_numbers(variable.kind, dimension)) {
      met("doubtful number");
      options = {variable.name + "." + name};
    }
  }
  for (const Variable& one : sizes_) {
    if (dimension != "bytes") continue;
    for (const std::string& x : variables_of(one.kind)) options.push_back(x + "." + one.name);
  }
  if (options.empty()) return constant(dimension);
  const std::string chosen = choices_.one_of(options);
  if (chosen.find('[') != std::string::npos) met("keyed number");
  return chosen;
}

std::string Expressions::aggregate(const std::string& dimension, int depth) {
  const std::string kind = random_kind();
  const std::string over = range(kind);
  const std::string name = fresh();
  variables_.push_back({name, kind});
  std::string text;
  const Texts sure = sure_numbers(kind, dimension);
  const Texts optional = optional_numbers(kind, dimension);
  if (dimension == "count" && (sure.empty() || maybe(70))) {
    met("count");
    text =
        "count(" + name + " in " + over + (maybe(60) ? " where " + boolean(depth - 1) : "") + ")";
  } else if (!optional.empty() && maybe(60)) {
    met("sum");
    const std::string full = name + "." + choices_.one_of(optional);
    text = "sum(" + full + " for " + name + " in " + over + " where has " + full +
           (maybe(40) ? " and " + atom(0) : "") + ")";
  } else if (!sure.empty()) {
    met("sum");
    text = "sum(" + name + "." + choices_.one_of(sure) + " for " + name + " in " + over +
           (maybe(40) ? " where " + atom(0) : "") + ")";
  } else {
    text = constant(dimension);
  }
  variables_.pop_back();
  return text;
}

std::string Expressions::number(const std::string& dimension, int depth) {
  switch (choices_.between(0, depth > 0 ? 11 : 6)) {
    case 0:
    case 1:
      return constant(dimension);
    case 2:
    case 3:
    case 4:
      return attribute_number(dimension);
    case 5:
    case 6:
    case 7:
      return aggregate(dimension, depth);
    case 8:
      met("+");
      return "(" + number(dimension, depth - 1) + " + " + number(dimension, depth - 1) + ")";
    case 9:
      met("-");
      return "(" + number(dimension, depth - 1) + " - " + number(dimension, depth - 1) + ")";
    case 10: {
      if (maybe(50)) {
        met("/");
        return "(" + number(dimension, depth - 1) + " / " + choices_.text_of({"2", "3"}) + ")";
      }
      met("*");
      if (dimension == "bytes" && maybe(60)) {
        met("count times constant");
        return "(count(" + fresh() + " in " + range(random_kind()) + ") * 1GiB)";
      }
      return "(" + number(dimension, depth - 1) + " * " + choices_.text_of({"2", "1.5", "3"}) + ")";
    }
    default:
      if (maybe(30)) {
        met("unary minus");
        return "(0 - -" + number(dimension, depth - 1) + ")";
      }
      met("conditional number");
      return "(if " + atom(0) + " then " + number(dimension, depth - 1) + " else " +
             constant(dimension) + ")";
  }
}

std::string Expressions::definitions() {
  std::string text;
  if (maybe(30)) {
    met("def of a number");
    text += "def room = " + choices_.text_of({"2GiB", "3GiB", "(1GiB + 512MiB)"}) + "\n";
    thresholds_.push_back("room");
  }
  if (maybe(35)) {
    met("def");
    const std::string kind = random_kind();
    variables_ = {{"it", kind}};
    text += "def is_fine(it: " + kind + ") = " + boolean(1) + "\n";
    variables_.clear();
    unary_.push_back({"is_fine", kind});
  }
  if (maybe(30)) {
    met("derive");
    const std::string kind = random_kind();
    variables_ = {{"it", kind}};
    text += "derive looks_good(it: " + kind + ") = " + boolean(1) + "\n";
    variables_.clear();
    derived_.push_back({"looks_good", kind});
  }
  if (maybe(25)) {
    met("def of two");
    const std::string kind = random_kind();
    variables_ = {{"one", kind}, {"two", kind}};
    text += "def go_together(one: " + kind + ", two: " + kind + ") = " + boolean(1) + "\n";
    variables_.clear();
    binary_.push_back({"go_together", kind});
  }
  if (maybe(50)) {
    const std::string kind = random_kind();
    variables_ = {{"one", kind}, {"two", kind}};
    text += "def leads_to(one: " + kind + ", two: " + kind + ") = " + relation() + "\n";
    variables_.clear();
    relations_.push_back({"leads_to", kind});
    if (maybe(15)) {
      met("closure of a closure");
      text += "def leads_far(one: " + kind + ", two: " + kind +
              ") = closure(leads_to)(one, two) and one != two\n";
      relations_.push_back({"leads_far", kind});
    }
  }
  if (maybe(20)) {
    has_mixed_ = true;
    text += "def meets(one: pod | container, two: container | pod) = one.host == two.host and " +
            choices_.text_of({"one != two", "one.name != \"p1\"", "true"}) + "\n";
  }
  if (maybe(25)) {
    met("derived number");
    const std::string kind = random_kind();
    variables_ = {{"it", kind}};
    text += "derive total_size(it: " + kind + ") = " + number("bytes", 1) + "\n";
    variables_.clear();
    sizes_.push_back({"total_size", kind});
  }
  if (maybe(25)) {
    met("def without parameters");
    text += "def all_is_well = " + quantified(1, true) + "\n";
    nullary_.push_back("all_is_well");
  }
  return text;
}

std::string Expressions::typical_claim() {
  Texts claims;
  const auto add = [&](const std::string& claim) { claims.push_back(claim); };
  const std::string gib = constant("bytes");
  const std::string few = choices_.text_of({"0", "1", "2"});
  if (inventory_.any("vm")) {
    add("forall h in hosts where has h.memory: sum(v.memory for v in h.vms where has v.memory) <= "
        "h.memory");
    add("forall a, b in vms where a != b: a.host != b.host");
    add("forall a, b in vms where a != b: not reach(a, b)");
    add("forall a, b in vms where a != b: not flows(a, b)");
    add("forall a, b in vms: reach(a, b) => flows(b, a)");
    add("forall a in vms: not flows(a, \"0.0.0.0/0\")");
    add("forall h in hosts: count(v in h.vms) <= " + few);
    add("forall h in hosts where has h.memory: count(v in h.vms) * 1GiB <= h.memory");
    add("forall h in hosts where has h.memory: h.memory >= count(v in h.vms) * h.reserved.memory");
    add("exists v in vms: has v.memory and v.memory + v.overhead.memory >= " + gib);
    add("forall a, b in vms where a != b and a.host == b.host: exists d in a.devices: d not in "
        "b.devices");
  }
  if (inventory_.constructs.contains("container replicas") || inventory_.any("container")) {
    add("forall a, b in containers where different_tenants(a, b): not shares_kernel(a, b)");
    add("forall a, b in containers where a != b: isolated(a, b)");
    add("forall a, b in containers where a != b: not reach(a, b)");
    add("forall a, b in containers where a != b: not reach(a, b, tcp/80)");
    add("forall a, b in containers where a != b: not flows(a, b)");
    add("forall a, b in containers: reach(a, b) => flows(b, a)");
    add("forall a in containers: not reach(\"0.0.0.0/0\", a, tcp/80)");
    add("forall a in containers: not flows(\"0.0.0.0/0\", a)");
    add("count(c in containers) >= " + few);
    add("forall c in containers: c.request.memory <= " + gib);
    add("sum(c.request.memory for c in containers) <= " + gib + " * 3");
    add("forall a, b in containers where different_tenants(a, b): not closure(shares_kernel)(a, "
        "b)");
  }
  if (inventory_.any("pod") || inventory_.constructs.contains("pod replicas")) {
    add("forall a, b in pods where a != b: a.host != b.host");
    add("forall p in declared_pods: p.placed");
    add("forall a, b in pods where a != b: a.node != b.node");
    add("forall n in nodes: sum(p.request.memory for p in n.pods) <= " + gib);
    add("forall p in pods: p.node.vm != none or p.node.bare_metal");
    if (inventory_.any("host")) {
      add("forall p in declared_pods: (p.placed => p.node.host == \"h1\")");
    }
    add("forall p in pods: (if p.node.bare_metal then p.host.unlisted == 0 else true)");
    add("exists n in nodes: count(p in n.pods) >= " + few);
  }
  for (const Variable& one : relations_) {
    const std::string all = "forall a, b in " + one.kind + "s";
    const std::string chain = "closure(" + one.name + ")(a, b)";
    add(all + " where a != b: not " + chain);
    add(all + ": " + chain + " or a == b");
    add(all + ": " + chain + " => closure(" + one.name + ")(b, a)");
    add("forall a in " + one.kind + "s: not closure(" + one.name + ")(a, a)");
  }
  if (claims.empty()) return formula();
  met("typical claim");
  const std::string chosen = choices_.one_of(claims);
  if (chosen.find("closure") != std::string::npos) met("closure");
  if (chosen.find("reach(") != std::string::npos) met("reach");
  if (chosen.find("flows(") != std::string::npos) met("flows");
  if (chosen.find("* h.") != std::string::npos) met("count times attribute");
  if (chosen.find("* 1GiB") != std::string::npos) met("count times constant");
  return chosen;
}

}  // namespace ringfence::property
