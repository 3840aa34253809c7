#pragma once
#include "base/result.h"
#include "base/source.h"
#include "syntax/document.h"

/// The `.rf` language: text to AST. No Spirit type leaves this folder.
namespace ringfence::grammar {

/// A whole `.rf` file. Several errors are reported, in source order (E01xx). The text must be
/// UTF-8 (E0103 otherwise) and nest at most 200 deep (E0104).
Result<syntax::Document> parse_document(const Sources& sources, SourceId source);

/// A single expression that is `span` of a source (a YAML scalar, say). Spans in the result point
/// into that source. When the scalar's text differs from the source's bytes (escapes), pass the
/// text: every span is then the whole `span`.
Result<syntax::Expr> parse_expression(const Sources& sources, const Span& span);
Result<syntax::Expr> parse_expression(const std::string& text, const Span& anchor);

/// The same for the value of a setting: `2..5`, `any host where …`, `one of {…}`, an expression.
Result<syntax::Value> parse_value(const Sources& sources, const Span& span);
Result<syntax::Value> parse_value(const std::string& text, const Span& anchor);

}  // namespace ringfence::grammar
