#include "ingest/libvirt/import.h"

#include <algorithm>
#include <cstring>

#include "ingest/libvirt/documents.h"
#include "ingest/libvirt/domain.h"
#include "ingest/libvirt/facts.h"
#include "ingest/libvirt/field_table.h"
#include "ingest/libvirt/structure.h"

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

bool is_uuid(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    const bool is_digit =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!is_digit && c != '-') return false;
    digits += is_digit ? 1 : 0;
  }
  return digits == 32;
}

/// libvirt accepts hyphens anywhere and any case, and writes 8-4-4-4-12 in lower case.
std::string canonical_uuid(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == '-') continue;
    if (digits.size() == 8 || digits.size() == 13 || digits.size() == 18 || digits.size() == 23) {
      digits += '-';
    }
    digits += c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  }
  return digits;
}

void read_identity(Context& context, const Domain& domain, const Options& options) {
  syntax::EntityDecl& vm = domain.vm;
  vm.kind = {"vm", context.at(domain.element)};
  const pugi::xml_node name = only_child(context, domain.element, "name");
  if (!name) {
    context.error("E0603", context.at(domain.element), "a domain has a `name`, found none");
  } else if (content(name).empty()) {
    context.error("E0603", context.at(name), "the `name` of the domain is empty",
                  "if this is a template, give ringfence what it is rendered to");
  }
  vm.name = {content(name), name ? context.at_content(name) : context.at(domain.element)};
  vm.at = vm.name.at;
  if (options.host) set(vm, "on", syntax::StringLit{*options.host}, vm.at);
  const pugi::xml_node uuid = only_child(context, domain.element, "uuid");
  const std::string text = content(uuid);
  if (text.empty()) return;  // libvirt makes one up
  if (!is_uuid(text)) return refuse(context, context.at_content(uuid), "a UUID", text);
  set(vm, "uuid", syntax::StringLit{canonical_uuid(text)}, context.at_content(uuid));
}

/// A container driver's domain runs on its host's kernel: what a vm promises does not hold for it.
void list_type(Context& context, pugi::xml_node domain) {
  const std::string_view type = attribute(domain, "type");
  if (type.empty()) {
    context.error("E0603", context.at(domain, "type"), "the domain has no `type`",
                  "`virsh dumpxml` writes one, such as `kvm`");
    return;
  }
  constexpr std::string_view kHypervisors[] = {"kvm",    "qemu",   "xen",  "hvf",  "bhyve", "ch",
                                               "hyperv", "vmware", "vbox", "nvmm", "test",  "mshv"};
  if (std::find(std::begin(kHypervisors), std::end(kHypervisors), type) != std::end(kHypervisors)) {
    return;
  }
  context.gap(context.at(domain, "type"), "domain type " + std::string(type), GapEffect::Unknown,
              {"*"}, "it may share the kernel of its host, which a virtual machine does not");
}

void add_domain(Context& context, pugi::xml_node element, const Options& options,
                syntax::Document& document) {
  syntax::EntityDecl vm;
  std::vector<syntax::EntityDecl> networks;
  const Domain domain{element, vm, networks};
  read_identity(context, domain, options);
  list_type(context, element);
  read_cpus(context, domain);
  read_memory(context, domain);
  read_devices(context, domain);
  list_unmodelled(context, element);
  document.items.emplace_back(std::move(vm));
  for (syntax::EntityDecl& network : networks) document.items.emplace_back(std::move(network));
}

/// A document that describes no domain.
void add_other(Context& context, pugi::xml_node root, const Options& options,
               syntax::Document& document) {
  const std::string name = root.name();
  if (name == "network") return read_network(context, root, document);
  if (name == "pool") return read_pool(context, root);
  if (name == "volume") return read_volume(context, root, document);
  if (name == "capabilities") return read_capabilities(context, root, options, document);
  context.error("E0605", context.at(root),
                "expected `<domain>` or `<domains>`, found `<" + name + ">`",
                "`virsh dumpxml NAME` prints what ringfence reads");
}

void add_root(Context& context, pugi::xml_node root, const Options& options,
              syntax::Document& document) {
  const std::string_view name = root.name();
  if (name == "domain") return add_domain(context, root, options, document);
  if (name != "domains" && name != "domstatus") return add_other(context, root, options, document);
  for (const pugi::xml_node inner : root.children()) {
    if (inner.type() != pugi::node_element) continue;
    if (std::strcmp(inner.name(), "domain") == 0) {
      add_domain(context, inner, options, document);
    } else {
      // domstatus: what the daemon remembers of a running domain; the domain says the same.
      const bool is_status = name == "domstatus";
      context.gap(context.at(inner), std::string(name) + "/" + inner.name(),
                  is_status ? GapEffect::Inert : GapEffect::Unknown,
                  is_status ? std::vector<std::string>{} : std::vector<std::string>{"vm.*"},
                  is_status ? "the daemon's own notes" : "not known to ringfence");
    }
  }
}

}  // namespace

void refuse(Context& context, Span at, const std::string& what, std::string_view value,
            std::string help) {
  const std::string found =
      value.empty() ? "nothing" : "`" + std::string(value.substr(0, 60)) + "`";
  context.error("E0604", at, "expected " + what + ", found " + found, std::move(help));
}

Result<Imported> import(const Sources& sources, SourceId source, const Options& options) {
  const std::string_view text = sources.text(source);
  if (auto malformed = find_malformed(source, text)) return *std::move(malformed);
  pugi::xml_document xml;
  const pugi::xml_parse_result parsed =
      xml.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    const auto at = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
    return Diagnostic{"E0601", {source, at, at}, parsed.description(), {}, {}};
  }
  Surroundings alone;
  if (options.around == nullptr) {
    survey(sources, source, alone);
    settle(alone);
  }
  Context context{source, text, options.around != nullptr ? *options.around : alone};
  syntax::Document document;
  document.source = source;
  document.origin = syntax::Origin::Import;
  add_root(context, xml.document_element(), options, document);
  if (!context.errors.empty()) {
    std::stable_sort(context.errors.begin(), context.errors.end(),
                     [](const auto& a, const auto& b) { return a.at.begin < b.at.begin; });
    return std::move(context.errors);
  }
  context.out.documents.push_back(std::move(document));
  return std::move(context.out);
}

}  // namespace ringfence::ingest::libvirt
