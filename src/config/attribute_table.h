// THE attribute table: every attribute with where it may stand, how it is written, who reads it and one line
// of documentation. The manual page and every later explanation are made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "config/draft.h"
#include "config/setting.h"

namespace rouse::config {

/// How an attribute is written (reference/xinetd.md 2.2); `nowhere`: not allowed in that section.
/// one, two: exactly so many values, once, with '='. list: any count, once, with '='. set: any count,
/// repeatable,
/// '=', '+=' and '-='.
enum class Shape : std::uint8_t { nowhere, one, two, list, set };

/// xinetd: as xinetd has it. ignored: accepted for old files, without effect. extension: rouse's own; xinetd
/// ignores the line with a warning (or, for a value it cannot read, drops the service).
enum class Origin : std::uint8_t { xinetd, ignored, extension };

/// What an attribute is about; the manual's sections.
enum class Topic : std::uint8_t {
  service,
  socket,
  server,
  rights,
  limits,
  access,
  logging,
  special,
  supervision,
  parking
};

struct AttributeRow {
  std::string_view name;
  Attribute attribute;
  Shape in_service;
  Shape in_defaults;
  Origin origin;
  Topic topic;
  bool (*handler)(Setting&);  // false: the value was bad, and has been reported
  std::string_view doc;       // one line
};

/// All rows; an alias (interface) has its own.
std::span<const AttributeRow> attribute_table();
/// The row of a name, compared case-insensitively, or null.
const AttributeRow* find_attribute(std::string_view name);
/// The canonical name ("bind", not "interface").
std::string_view name_of(Attribute attribute);

}  // namespace rouse::config
