#pragma once
#include "ingest/oci/context.h"
#include "ingest/oci/facts.h"

// What the parts of one `config.json`, whose fields have been checked, are read into.
namespace ringfence::ingest::oci {

/// What of the machine's is given to the container, collected from several parts.
struct Given {
  std::vector<Member> devices, host_paths, volumes, shared_volumes;
};

/// A namespace of its own, the machine's, or the one at a path, for each of the eight kinds; the
/// mappings of user namespaces. E0803 for a kind that is listed twice, or a relative path.
void read_namespaces(Context& context, syntax::EntityDecl& container);
/// User, capabilities, seccomp, masked paths, labels, limits of the process.
void read_security(Context& context, syntax::EntityDecl& container);
/// The control group and what it allows; the devices.
void read_resources(Context& context, syntax::EntityDecl& container, Given& given);
/// Root file system and mounts.
void read_mounts(Context& context, syntax::EntityDecl& container, Given& given);
/// The virtual machine around the container, if there is one: a kernel of its own, the files it
/// boots from, the hardware it is given.
void read_vm(Context& context, syntax::EntityDecl& container, Given& given);

/// Without empty and `.` segments, and with `/run` for `/var/run`; nullopt for what is not
/// absolute or goes up with `..`.
std::optional<std::string> clean_path(std::string_view path);
/// Every device of the machine may be opened: no rule of the control group denies them.
bool allows_all_devices(const Context& context);

}  // namespace ringfence::ingest::oci
