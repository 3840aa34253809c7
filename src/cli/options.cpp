#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "cli/version.h"

namespace ringfence::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  ringfence check deploy/                        the policies in deploy/, or the standard packs
  ringfence check k8s/ vms/*.xml hosts.rf        compose three layers and check them together
  helm template chart/ | ringfence check - policies.rf
  ringfence check --pack isolation --format json deploy/
  ringfence explain spreading-is-real

Exit status of check: 0 everything holds; 1 something is violated or vacuous; 2 could not run
(usage, input, nothing to check, internal error); 3 something is undecided, nothing is violated.)";

void add_inputs(CLI::App& command, Options& options) {
  command.add_option("INPUT", options.inputs, "files, directories, globs, or - for standard input")
      ->required();
  command.add_option("--pack", options.packs, "add a pack of policies, by name")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      .add_option("--host", options.host,
                  "host of every libvirt domain and OCI container outside a folder `hosts/NAME`, "
                  "and of every Compose project")
      ->type_name("NAME");
  command
      .add_option("--root", options.roots,
                  "directory that imports may read (default: those of the inputs)")
      ->type_name("DIR")
      ->allow_extra_args(false);
}

void add_output(CLI::App& command, Options& options) {
  static const std::map<std::string, Output> kOutputs = {{"text", Output::Text},
                                                         {"json", Output::Json}};
  command.add_option("--format", options.output, "text or json (default: text)")
      ->transform(CLI::CheckedTransformer(kOutputs).description(""))
      ->type_name("FORMAT");
}

void add_targets(CLI::App& command, Options& options) {
  command
      .add_option_function<std::vector<std::string>>(
          "--format",
          [&options](const std::vector<std::string>& wanted) {
            options.targets.clear();
            for (const std::string& text : wanted) {
              const std::optional<Target> target = parse_target(text);
              if (!target) {
                throw CLI::ValidationError(
                    "--format",
                    "`" + text + "` is none of " + format_names() + ", with or without =FILE");
              }
              options.targets.push_back(*target);
            }
            const std::string wrong = clash(options.targets);
            if (!wrong.empty()) throw CLI::ValidationError("--format", wrong);
          },
          format_names() +
              "; with =FILE to a file; several at once, one of them to standard output (default: "
              "text)")
      ->type_name("FORMAT[=FILE]")
      ->allow_extra_args(false);
}

void add_colour(CLI::App& command, Options& options) {
  static const std::map<std::string, Colour> kColours = {
      {"auto", Colour::Auto}, {"always", Colour::Always}, {"never", Colour::Never}};
  command.add_option("--color", options.colour, "auto, always or never (default: auto)")
      ->transform(CLI::CheckedTransformer(kColours).description(""))
      ->type_name("WHEN");
}

void add_policies(CLI::App& command, Options& options, const char* help) {
  command.add_option("--policy", options.policies, help)
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command.add_flag("--snapshot", options.snapshot,
                   "ask about a fresh schedule: rules that bind only while scheduling count");
}

void add_engines(CLI::App& command, Options& options) {
  command
      .add_option("--engine", options.engine,
                  "pb (our own), z3, cvc5, or auto for all (default: auto)")
      ->check(CLI::IsMember({"pb", "z3", "cvc5", "auto"}).description(""))
      ->type_name("NAME");
  command.add_flag("--cross-check", options.cross_check,
                   "every engine answers every question; a disagreement stops the run");
  command
      .add_option("--budget", options.budget,
                  "engine steps per policy, 0 for no limit (default: 200000000)")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 62U).description(""))
      ->type_name("STEPS");
  command
      .add_option("--timeout", options.timeout_seconds,
                  "watchdog per policy in seconds (default: 60)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000}).description(""))
      ->type_name("SECONDS");
}

void add_waivers(CLI::App& command, Options& options) {
  command.add_option("--waivers", options.waivers, "a list of findings that are accepted")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_flag("--no-waivers", options.no_waivers,
                   "nothing is accepted, wherever it is waived");
}

void add_check(CLI::App& app, Options& options) {
  CLI::App* check = app.add_subcommand("check", "prove every policy or show a counterexample");
  add_inputs(*check, options);
  add_policies(*check, options, "only the policies whose names match");
  add_engines(*check, options);
  check
      ->add_option("--certify-timeout", options.certify_seconds,
                   "go on looking for proofs that the budget is too small for, so many seconds "
                   "per policy (default: 0)")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1'000'000}).description(""))
      ->type_name("SECONDS");
  check->add_flag("--show-unmodelled", options.show_unmodelled,
                  "list everything that was read and is not modelled");
  add_waivers(*check, options);
  check
      ->add_option("--baseline", options.baseline,
                   "fail only for findings that are not in this file (see `ringfence baseline`)")
      ->type_name("FILE");
  CLI::Option* evidence =
      check
          ->add_option("--evidence", options.evidence,
                       "write what is needed to check the report to this new directory")
          ->type_name("DIR");
  check
      ->add_option("--sign", options.sign,
                   "sign the evidence with this private key (see `ringfence key`)")
      ->type_name("KEY")
      ->needs(evidence);
  check->add_flag("--allow-empty", options.allow_empty,
                  "succeed when no selected policy is applicable");
  add_targets(*check, options);
  add_colour(*check, options);
  check->footer(kExamples);
}

void add_baseline(CLI::App& app, Options& options) {
  CLI::App* baseline = app.add_subcommand(
      "baseline", "print today's findings, for `check --baseline` to fail only for new ones");
  add_inputs(*baseline, options);
  add_policies(*baseline, options, "only the policies whose names match");
  add_engines(*baseline, options);
  add_waivers(*baseline, options);
  add_colour(*baseline, options);
}

void add_reach(CLI::App& app, Options& options) {
  CLI::App* reach = app.add_subcommand(
      "reach", "who reaches whom under the network policies of the inputs, and over what");
  add_inputs(*reach, options);
  reach
      ->add_option("--from", options.from,
                   "only from this workload (name, namespace/name) or these addresses")
      ->type_name("ENDPOINT");
  reach->add_option("--to", options.to, "only to this workload or these addresses")
      ->type_name("ENDPOINT");
  reach->add_option("--port", options.port, "only over this: 443, udp/53, sctp")->type_name("PORT");
  reach->add_flag("--explain", options.explain,
                  "say which rules allow and deny, of the source and of the destination");
  CLI::Option* findings =
      reach
          ->add_flag("--findings", options.findings,
                     "say which policies and rules do nothing, and why (text, json or csv)")
          ->excludes("--from")
          ->excludes("--to")
          ->excludes("--port")
          ->excludes("--explain");
  reach->add_flag("--fail-on-findings", options.fail_on_findings, "exit 1 if there is a finding")
      ->needs(findings);
  static const std::map<std::string, Output> kOutputs = {
      {"text", Output::Text}, {"json", Output::Json}, {"csv", Output::Csv}, {"dot", Output::Dot}};
  reach->add_option("--format", options.output, "text, json, csv or dot (default: text)")
      ->transform(CLI::CheckedTransformer(kOutputs).description(""))
      ->type_name("FORMAT");
  add_colour(*reach, options);
}

void add_diff(CLI::App& app, Options& options) {
  CLI::App* diff = app.add_subcommand(
      "diff", "what became reachable, unreachable, privileged and shared between two deployments");
  diff->add_option("OLD", options.before,
                   "a file, a folder, or REVISION:PATH of the git repository")
      ->required();
  diff->add_option("NEW", options.after, "the same")->required();
  diff->add_flag("--no-new-reach", options.no_new_reach, "exit 1 if anything became reachable");
  diff->add_flag("--no-new-privilege", options.no_new_privilege,
                 "exit 1 if there is a new privilege, or something is newly shared");
  diff->add_flag("--check", options.check_policies,
                 "decide the policies of both sides and show the verdicts that changed");
  diff->add_option("--pack", options.packs, "add a pack of policies to both sides, by name")
      ->type_name("NAME")
      ->allow_extra_args(false);
  diff->add_option("--host", options.host,
                   "host of every libvirt domain and OCI container outside a folder `hosts/NAME`")
      ->type_name("NAME");
  add_output(*diff, options);
  add_colour(*diff, options);
}

void add_evidence(CLI::App& app, Options& options) {
  CLI::App* key = app.add_subcommand("key", "make a pair of Ed25519 keys that signs evidence");
  key->add_option("PATH", options.key_path,
                  "file for the private key, or a directory; the public key is PATH.pub")
      ->required();
  add_colour(*key, options);
  CLI::App* rederive = app.add_subcommand(
      "rederive",
      "make the formulas of an evidence bundle again from the inputs in it, and judge its worlds");
  rederive->add_option("BUNDLE", options.bundle, "what `check --evidence` wrote")->required();
  add_colour(*rederive, options);
}

void add_others(CLI::App& app, Options& options) {
  CLI::App* model = app.add_subcommand("model", "show the deployment that the inputs compose to");
  add_inputs(*model, options);
  add_output(*model, options);
  add_colour(*model, options);
  add_reach(app, options);
  add_diff(app, options);
  CLI::App* smt = app.add_subcommand(
      "smt", "print a policy's obligation as SMT-LIB 2: unsat means that the policy holds");
  add_inputs(*smt, options);
  add_policies(*smt, options, "the policy");
  smt->get_option("--policy")->required();
  CLI::App* pb = app.add_subcommand(
      "pb", "solve a pseudo-Boolean formula in OPB, and prove the answer for ringfence-verify");
  pb->add_option("FILE", options.inputs, "a formula in OPB, with or without an objective")
      ->required()
      ->expected(1);
  pb->add_option("--proof", options.proof, "write the proof here, in VeriPB's format")
      ->type_name("FILE");
  pb->add_option("--proof-version", options.proof_version, "2, or 1 for older checkers")
      ->check(CLI::IsMember({1, 2}))
      ->type_name("1|2");
  pb->add_option("--budget", options.conflicts, "give up after so many conflicts")
      ->type_name("CONFLICTS");
  add_colour(*pb, options);
  add_evidence(app, options);
  CLI::App* explain =
      app.add_subcommand("explain", "what a policy, predicate, attribute or diagnostic code means");
  explain
      ->add_option("NAME", options.name, "for example no-privileged-containers, vm.memory, E0302")
      ->required();
  explain->add_option("INPUT", options.inputs, "where else to look for policies");
  CLI::App* format = app.add_subcommand("fmt", "rewrite .rf files in the canonical form");
  format->add_option("INPUT", options.inputs, ".rf files or directories")->required();
  format->add_flag("--check", options.format_check, "change nothing; exit 1 if something would");
  add_colour(*format, options);
}

Command chosen(const CLI::App& app) {
  static const std::map<std::string, Command> kCommands = {{"check", Command::Check},
                                                           {"baseline", Command::Baseline},
                                                           {"model", Command::Model},
                                                           {"reach", Command::Reach},
                                                           {"diff", Command::Diff},
                                                           {"smt", Command::Smt},
                                                           {"pb", Command::Pb},
                                                           {"key", Command::Key},
                                                           {"rederive", Command::Rederive},
                                                           {"explain", Command::Explain},
                                                           {"fmt", Command::Format}};
  return kCommands.at(app.get_subcommands().front()->get_name());
}

}  // namespace

std::variant<Options, Exit> read_options(int argc, char** argv) {
  Options options;
  CLI::App app("ringfence proves that a deployment of hosts, VMs and containers keeps its promises",
               "ringfence");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(kExamples);
  add_check(app, options);
  add_baseline(app, options);
  add_others(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    app.exit(success);  // prints what --help or --version asked for
    return Exit::Holds;
  } catch (const CLI::ParseError& error) {
    app.exit(error, std::cerr, std::cerr);
    return Exit::CouldNotRun;
  }
  options.command = chosen(app);
  return options;
}

}  // namespace ringfence::cli
