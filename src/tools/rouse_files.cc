#include "tools/rouse_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/text.h"
#include "config/edit.h"
#include "sys/file.h"
#include "sys/replace.h"
#include "sysv/perform.h"
#include "tools/chkconfig_change.h"
#include "tools/daemon_notice.h"
#include "tools/service_entry.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr std::size_t largest_configuration_bytes = std::size_t{64} << 20;
constexpr int status_patience_ms = 10'000;

/// What came of a change, before it is told.
struct Change {
  control::Reply reply;
  std::vector<std::string> notes = {};  // what else to know, a line each
  std::vector<std::string> files = {};  // that have been changed
};

Change refused(control::Outcome outcome, std::string text) {
  return {.reply = control::refusal(outcome, text)};
}

Change refused(const Error& error) { return {.reply = refusal_of(error)}; }

Change unknown(const config::Configuration& configuration, const std::string& name) {
  Sentence sentence = control::unknown_service(escaped(name), escaped(nearest_service(configuration, name)));
  return refused(control::Outcome::no_such_service, sentence.in_english());
}

std::string place_of(const ServiceEntry& entry) { return fmt::format("{}:{}", entry.file, entry.line); }

/// What the daemon that runs has been told to read (-f), else what the next one reads.
std::string main_file_of(const RouseRequest& request) {
  auto reply = control::ask(request.control_path, {control::OrderKind::status, {}}, status_patience_ms);
  bool knows = reply && reply->daemon && !reply->daemon->configuration.empty();
  return knows ? reply->daemon->configuration : std::string(main_file);
}

/// Why the daemon cannot serve one with this id; nothing: it can, or does not tell.
std::optional<std::string> failure_of(const RouseRequest& request, const std::string& id) {
  auto reply = control::ask(request.control_path, {control::OrderKind::show, id}, status_patience_ms);
  if (!reply) return std::nullopt;
  auto failed = std::ranges::find(reply->services, control::state::failed, &control::ServiceStatus::state);
  if (failed == reply->services.end()) return std::nullopt;
  return escaped(failed->detail);
}

/// The daemon hears of the change.
DaemonNotice tell_of(const RouseRequest& request, Change& change) {
  DaemonNotice told = tell_daemon(sysv::Tree(), change.files, request.control_path);
  if (!told.runs)
    change.notes.push_back(translated("the daemon is not running: the change holds when it is started"));
  change.notes.insert(change.notes.end(), told.problems.begin(), told.problems.end());
  return told;
}

Exit told(const RouseRequest& request, const Change& change) {
  for (const std::string& note : change.notes) complain(fmt::format("rouse: {}\n", escaped(note)));
  if (tell(request, change.reply)) tell_change(change.reply);
  return exit_of(change.reply);
}

// enable and disable

/// Of services whose file has another name, or that stand in the main file.
Change switch_entries(const std::string& main, const std::string& name, bool on) {
  config::Configuration configuration = read_configuration(main);
  std::vector<ServiceEntry> entries = entries_called(configuration, name);
  if (entries.empty()) return unknown(configuration, name);
  Change out;
  for (const ServiceEntry& entry : entries) {
    if (entry.file == inetd_file)
      return refused(control::Outcome::failed,
                     translated("{}: inetd.conf has no attributes: comment the line out, or remove the #",
                                place_of(entry)));
    Result<std::string> text = sys::read_file(entry.file, largest_configuration_bytes);
    if (!text) return refused(text.error());
    config::Edit edit = config::switched(*text, on, {entry.id});
    if (!edit.changed) continue;
    Result<void> replaced = sys::replace_content(entry.file, edit.text);
    if (!replaced) return refused(replaced.error());
    out.reply.changed = true;
    out.files.push_back(entry.file);
  }
  return out;
}

Change switch_by_chkconfig(ChkconfigRun& run) {
  change(run);
  if (run.outcome.status != 0)
    return refused(control::Outcome::failed, std::string(trimmed(run.outcome.errors)));
  return {.reply = {.changed = run.changes}, .files = std::move(run.changed_files)};
}

/// Neither an init script nor a file that `configuration` includes.
bool is_missing(const ChkconfigRun& run, const FoundService& found,
                const config::Configuration& configuration) {
  if (const auto* file = std::get_if<sysv::XinetdFile>(&found)) {
    bool is_default = configuration.files.empty() || configuration.files.front() == main_file;
    return !is_default && std::ranges::find(configuration.files, run.tree.xinetd_file(file->name)) ==
                              configuration.files.end();
  }
  const auto* error = std::get_if<Error>(&found);
  return error != nullptr && error->code == ENOENT;
}

Change switch_service(const std::string& main, const std::string& name, bool on) {
  ChkconfigOptions options;
  options.action = on ? ChkconfigAction::on : ChkconfigAction::off;
  options.name = name;
  ChkconfigRun run{options, true};
  FoundService found = run.find();
  config::Configuration configuration = read_configuration(main);
  bool missing = is_missing(run, found, configuration);
  if (missing && entries_called(configuration, name).empty()) return unknown(configuration, name);
  if (Result<void> may = sysv::may_change(run.tree); !may) return refused(may.error());
  if (!missing) return switch_by_chkconfig(run);
  Result<Fd> lock = sysv::lock_tree(run.tree);
  if (!lock) return refused(lock.error());
  return switch_entries(main, name, on);
}

/// What keeps a service off whatever its own entry says: `disabled` and `enabled` of defaults, or an error.
void find_obstacles(const RouseRequest& request, const std::string& main, Change& change) {
  for (const ServiceEntry& entry : entries_called(read_configuration(main), request.operand())) {
    std::optional<std::string> why = entry.dropped ? entry.dropped->reason : failure_of(request, entry.id);
    if (!why) continue;
    change.reply.outcome = control::Outcome::failed;
    change.reply.text =
        translated("{}: {} is still not served: {}", place_of(entry), escaped(entry.id), *why);
  }
}

Exit switch_and_tell(const RouseRequest& request, bool on) {
  std::string main = main_file_of(request);
  Change change = switch_service(main, request.operand(), on);
  if (!change.files.empty()) tell_of(request, change);
  if (on && change.reply.outcome == control::Outcome::done) find_obstacles(request, main, change);
  return told(request, change);
}

// mode

/// Why the file cannot be this text; nothing: it can.
std::optional<std::string> objection(const std::string& main, const ServiceEntry& entry,
                                     const std::string& text) {
  for (const ServiceEntry& edited : entries_called(read_configuration(main, entry.file, text), entry.id)) {
    if (!edited.dropped || edited.dropped->by_choice || edited.file != entry.file) continue;
    return fmt::format("{}:{}: {}", edited.file, edited.dropped->line, edited.dropped->reason);
  }
  return std::nullopt;
}

/// What an administrator may not have thought of.
void add_hints(const ServiceEntry& entry, std::string_view mode, Change& change) {
  if (!entry.service || mode != control::mode::standalone) return;
  const config::ServiceConfig& service = *entry.service;
  if (!service.wait)
    change.notes.push_back(
        translated("{}: wait = no: a standalone server must listen itself, not expect a caller on its "
                   "standard input; see its manual for the options",
                   escaped(service.id)));
  for (std::string_view option : {"-i", "--inetd"}) {
    if (std::ranges::find(service.server_args, option) != service.server_args.end())
      change.notes.push_back(translated("{}: server_args has {}, which asks for a caller on standard input",
                                        escaped(service.id), option));
  }
}

/// The text that was there comes back, and the daemon goes on with it.
void take_back(const RouseRequest& request, const std::string& path, const std::string& text,
               std::string reason, Change& change) {
  change.reply.outcome = control::Outcome::failed;
  change.reply.text = std::move(reason);
  Result<void> replaced = sys::replace_content(path, text);
  change.reply.changed = !replaced;
  if (!replaced) change.reply.text = replaced.error().text();
  (void)tell_daemon(sysv::Tree(), change.files, request.control_path);
}

Change change_mode(const RouseRequest& request, const std::string& main, const ServiceEntry& entry,
                   const std::string& mode) {
  Result<Fd> lock = sysv::lock_tree(sysv::Tree());
  if (!lock) return refused(lock.error());
  Result<std::string> text = sys::read_file(entry.file, largest_configuration_bytes);
  if (!text) return refused(text.error());
  config::Edit edit = config::with_mode(*text, entry.id, mode);
  if (!edit.changed) return {};
  if (std::optional<std::string> why = objection(main, entry, edit.text))
    return refused(control::Outcome::failed, *why);
  Result<void> replaced = sys::replace_content(entry.file, edit.text);
  if (!replaced) return refused(replaced.error());
  Change out{.reply = {.changed = true}, .files = {entry.file}};
  add_hints(entry, mode, out);
  lock->reset();  // a script that is asked to reload may call chkconfig
  DaemonNotice daemon = tell_of(request, out);
  std::optional<std::string> failure = daemon.refused ? std::nullopt : failure_of(request, entry.id);
  if (daemon.refused)
    take_back(request, entry.file, *text,
              translated("the daemon does not take it: {} is as it was", entry.file), out);
  if (failure)
    take_back(
        request, entry.file, *text,
        translated("{} cannot be served so: {}: {} is as it was", escaped(entry.id), *failure, entry.file),
        out);
  return out;
}

std::string no_such_mode(const std::string& word) {
  std::optional<std::string_view> meant = nearest(word, control::mode::all);
  std::string shown = escaped(word);
  return meant ? translated("{} is no mode; did you mean {}?", shown, *meant)
               : translated("{} is no mode: on-demand, standalone or warm", shown);
}

/// The one entry that is meant.
Change set_mode(const RouseRequest& request, const std::string& name, const std::string& mode) {
  std::string main = main_file_of(request);
  config::Configuration configuration = read_configuration(main);
  std::vector<ServiceEntry> entries = entries_called(configuration, name);
  if (entries.empty()) return unknown(configuration, name);
  if (entries.size() > 1) {
    std::string ids;
    for (const ServiceEntry& entry : entries) ids += " " + escaped(entry.id);
    return refused(control::Outcome::failed,
                   translated("several services are called {}; name one by its id:{}", escaped(name), ids));
  }
  if (entries.front().file == inetd_file)
    return refused(
        control::Outcome::failed,
        translated("{}: a service of inetd.conf has no mode; itox makes an entry of xinetd's of it",
                   place_of(entries.front())));
  return change_mode(request, main, entries.front(), mode);
}

}  // namespace

Exit rouse_enable(const RouseRequest& request) { return switch_and_tell(request, true); }
Exit rouse_disable(const RouseRequest& request) { return switch_and_tell(request, false); }

Exit rouse_mode(const RouseRequest& request) {
  const std::string& mode = request.operands.at(1);
  if (std::ranges::find(control::mode::all, mode) == control::mode::all.end()) {
    complain(fmt::format("rouse: {}\n", no_such_mode(mode)));
    return Exit::usage;
  }
  return told(request, set_mode(request, request.operand(), mode));
}

}  // namespace rouse::tools
