#include "control/service_counts.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace counts_tag {
constexpr Tag served = 1, failed_starts = 2, failed_at = 3, called_at = 4, memory_bytes = 5, starts_us = 6,
              caller = 7, refused = 8, starts = 9, since = 10, own_sessions = 11, forked_sessions = 12;
}

namespace count_tag {
constexpr Tag what = 1, times = 2;
}

std::string fields_of(const Count& count) {
  return FieldWriter()
      .put_unless_empty(count_tag::what, count.what)
      .put(count_tag::times, count.times)
      .take();
}

bool take_count(Count& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    if (field.tag == count_tag::what) return take_text(field.value, into.what);
    return field.tag != count_tag::times || take_number(field.value, into.times);
  });
}

}  // namespace

std::uint64_t refused_in_all(const ServiceCounts& counts) {
  std::uint64_t out = 0;
  for (const Count& count : counts.refused) out += count.times;
  return out;
}

std::string fields_of(const ServiceCounts& counts) {
  FieldWriter out;
  if (counts.served != 0) out.put(counts_tag::served, counts.served);
  if (counts.failed_starts != 0) out.put(counts_tag::failed_starts, counts.failed_starts);
  if (counts.failed_at != 0) out.put(counts_tag::failed_at, counts.failed_at);
  if (counts.called_at != 0) out.put(counts_tag::called_at, counts.called_at);
  if (counts.memory_bytes != 0) out.put(counts_tag::memory_bytes, counts.memory_bytes);
  if (counts.starts_us != 0) out.put(counts_tag::starts_us, counts.starts_us);
  if (counts.since != 0) out.put(counts_tag::since, counts.since);
  out.put_unless_empty(counts_tag::caller, counts.caller);
  for (const Count& count : counts.refused) out.put(counts_tag::refused, fields_of(count));
  for (const Count& count : counts.starts) out.put(counts_tag::starts, fields_of(count));
  out.put_unless_empty(counts_tag::own_sessions, fields_of(counts.own_sessions));
  out.put_unless_empty(counts_tag::forked_sessions, fields_of(counts.forked_sessions));
  return out.take();
}

bool take_fields(ServiceCounts& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case counts_tag::served:
        return take_number(field.value, into.served);
      case counts_tag::failed_starts:
        return take_number(field.value, into.failed_starts);
      case counts_tag::failed_at:
        return take_number(field.value, into.failed_at);
      case counts_tag::called_at:
        return take_number(field.value, into.called_at);
      case counts_tag::memory_bytes:
        return take_number(field.value, into.memory_bytes);
      case counts_tag::starts_us:
        return take_number(field.value, into.starts_us);
      case counts_tag::caller:
        return take_text(field.value, into.caller);
      case counts_tag::refused:
        return take_count(into.refused.emplace_back(), field.value);
      case counts_tag::starts:
        return take_count(into.starts.emplace_back(), field.value);
      case counts_tag::since:
        return take_number(field.value, into.since);
      case counts_tag::own_sessions:
        return take_fields(into.own_sessions, field.value);
      case counts_tag::forked_sessions:
        return take_fields(into.forked_sessions, field.value);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
