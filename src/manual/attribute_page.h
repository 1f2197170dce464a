// AttributePage: every attribute of the configuration, made from the attribute table and its manual: for the
// manual page of the files, and for the reference in docs/. `rouse explain` prints the same rows.
#pragma once

#include <string>

namespace rouse::manual {

/// In mdoc(7): a subsection for each topic, an entry for each attribute.
std::string attributes_as_mdoc();
/// In Markdown, the same; every attribute has a heading, so that others can link to it.
std::string attributes_as_markdown();

}  // namespace rouse::manual
