// Declarations of things: entities with their settings, links, imports.
#include "grammar/rules.h"
#include "grammar/tokens.h"

namespace ringfence::grammar {
namespace {

using syntax::EntityDecl;
using syntax::Ident;
using syntax::Link;
using syntax::Replicas;
using syntax::Setting;

struct LocatedValue {
  syntax::Value value;
  Span at;
};
struct LocatedValueId : Annotate {};
struct AttributePathId : Annotate {};
struct InWordId : Annotate {};
struct OnWordId : Annotate {};

const x3::rule<LocatedValueId, LocatedValue> located_value{"a value"};
const x3::rule<AttributePathId, Ident> attribute_path{"an attribute's name"};
const x3::rule<InWordId, Ident> in_word{"`in`"};
const x3::rule<OnWordId, Ident> on_word{"`on`"};
const x3::rule<struct PlacementInId, Setting> placement_in{"`in`"};
const x3::rule<struct PlacementOnId, Setting> placement_on{"`on`"};
const x3::rule<struct SettingId, Setting> setting{"a setting"};
const x3::rule<struct ReplicasId, Replicas> replicas{"`[`"};
const x3::rule<struct SettingEndId> setting_end{"`;` or `}`"};
const x3::rule<struct BodyEndId> body_end{"a setting, a declaration or `}`"};
const x3::rule<struct BodyBeginId> body_begin{"`{`"};

const auto path_part = [](auto& context) {
  Ident& path = x3::_val(context);
  if (!path.text.empty()) path.text += '.';
  path.text += x3::_attr(context).text;
};
const auto matched_text = [](auto& context) {
  x3::_val(context).text.assign(x3::_attr(context).begin(), x3::_attr(context).end());
};
const auto set_attribute = [](auto& context) {
  x3::_val(context).attribute = std::move(x3::_attr(context).text);
  x3::_val(context).attribute_at = x3::_attr(context).at;
};
const auto set_value = [](auto& context) {
  x3::_val(context).value = std::move(x3::_attr(context).value);
  x3::_val(context).value_at = x3::_attr(context).at;
};
const auto set_placement = [](auto& context) {
  set_value(context);
  x3::_val(context).before_brace = true;
};
const auto one_number = [](auto& context) {
  x3::_val(context).low = x3::_attr(context);
  x3::_val(context).high = std::move(x3::_attr(context));
};

const auto located_value_def = by_actions[value[to(&LocatedValue::value)]];

// attribute_path = ATTRIBUTE { "." ATTRIBUTE }
const auto attribute_path_def =
    by_actions[attribute[path_part] >> *(sign(".", ".") > attribute[path_part])];

// setting = attribute_path [ "[" STRING "]" ] ":" value
const auto setting_def = attribute_path[set_attribute] >>
                         -(sign("[") > string_lit[to(&Setting::key)] > sign("]")) >
                         sign(":") > located_value[set_value];

const auto in_word_def = by_actions[x3::raw[word("in")][matched_text]];
const auto on_word_def = by_actions[x3::raw[word("on")][matched_text]];
const auto placement_in_def = in_word[set_attribute] > located_value[set_placement];
const auto placement_on_def = on_word[set_attribute] > located_value[set_placement];

// replicas = "[" sum [ ".." sum ] "]"
const auto replicas_def = sign("[") > sum[one_number] > -(sign("..") > sum[to(&Replicas::high)]) >
                          sign("]");

// body = "{" { entity [ ";" ] | setting ";" } [ setting ] "}"
const auto inner = &(ident >> entity_name) >> entity[add_to(&EntityDecl::inner)] >> -sign(";");
const auto setting_end_def = sign(";") | &sign("}");
const auto body_begin_def = sign("{");
const auto body_end_def = sign("}");
const auto body_part = inner | (setting[add_to(&EntityDecl::settings)] > setting_end);

// entity = NAME entity_name [ replicas ] [ "in" value ] [ "on" value ] body
const auto entity_def =
    by_actions[ident[to(&EntityDecl::kind)] > entity_name[to(&EntityDecl::name)] >
               -replicas[to(&EntityDecl::replicas)] > -placement_in[add_to(&EntityDecl::settings)] >
               -placement_on[add_to(&EntityDecl::settings)] > body_begin > *body_part > body_end];

// link = "link" NAME entity_name "=" NAME entity_name
const auto link_def =
    by_actions[word("link") > ident[to(&Link::left_kind)] > entity_name[to(&Link::left_name)] >
               sign("=", "=>") > ident[to(&Link::right_kind)] > entity_name[to(&Link::right_name)]];

// import = "import" STRING
const auto import_file_def = by_actions[word("import") > string_lit[to(&syntax::Import::pattern)]];

BOOST_SPIRIT_DEFINE(located_value, attribute_path, in_word, on_word, placement_in, placement_on,
                    setting, replicas, setting_end, body_begin, body_end)

}  // namespace

struct EntityId : Annotate {};
struct LinkId : Annotate {};
struct ImportId : Annotate {};

BOOST_SPIRIT_DEFINE(entity, link, import_file)
BOOST_SPIRIT_INSTANTIATE(EntityRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LinkRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ImportRule, Iterator, Context)

}  // namespace ringfence::grammar
