#include "log/logs.h"

#include "log/format.h"

namespace rouse::log {

Logs::Logs(const Clock& clock, DaemonLog& daemon_log, Format format, SystemLogPaths paths)
    : clock_(clock), daemon_log_(daemon_log), format_(format), paths_(std::move(paths)) {}

Result<std::shared_ptr<ServiceLog>> Logs::open(const ServiceLogPlan& plan) {
  auto out = std::make_shared<ServiceLog>();
  out->subject_ = std::make_shared<const Subject>(plan.subject);
  out->priority_ = static_cast<int>(Level::info);
  if (const auto* target = std::get_if<FileTarget>(&plan.target)) {
    Result<std::shared_ptr<Sink>> sink = file(*target, plan.common ? "common" : plan.subject.id);
    if (!sink) return std::unexpected(sink.error());
    out->sink_ = std::move(*sink);
  } else if (const auto* syslog = std::get_if<SyslogTarget>(&plan.target)) {
    out->sink_ = system_log();
    out->priority_ = syslog->facility | syslog->level;
  }
  return out;
}

Result<std::shared_ptr<Sink>> Logs::file(const FileTarget& target, const std::string& name) {
  std::weak_ptr<Sink>& known = files_[target];
  if (std::shared_ptr<Sink> open = known.lock()) return open;
  Result<std::unique_ptr<FileSink>> opened = FileSink::open(target, name, daemon_log_.identity(), format_);
  if (!opened) return std::unexpected(opened.error());
  std::shared_ptr<Sink> out = std::move(*opened);
  known = out;
  return out;
}

std::shared_ptr<Sink> Logs::system_log() {
  if (!system_) system_ = open_system_log(daemon_log_.identity(), paths_);
  return system_;
}

void Logs::record(const ServiceLog& log, Happening what) {
  Event event{clock_.wall(), log.subject_, std::move(what)};
  if (log.sink_) {
    std::optional<std::string> text = entry(event);
    if (text) write(log, event.at, format_ == Format::json ? event_json(event) : *text);
  }
  if (foreground_) {
    std::string text =
        format_ == Format::json ? event_json(event) : one_line(full_entry(event), entry_limit_bytes);
    foreground_->write({event.at, static_cast<int>(Level::info), text, event.service->id, {}});
  }
  if (ring_ != nullptr) ring_->add(event);
  if (noted_) noted_();
}

bool Logs::stands_last(const ServiceLog& log, const Happening& what) const {
  std::optional<std::string> text = entry({clock_.wall(), log.subject_, what});
  return log.sink_ && text && format_ == Format::plain &&
         log.sink_->ends_with(one_line(*text, entry_limit_bytes));
}

void Logs::write(const ServiceLog& log, WallTime at, std::string_view text) {
  std::string line = format_ == Format::json ? std::string(text) : one_line(text, entry_limit_bytes);
  log.sink_->write({at, log.priority_, line, log.subject_->id, {}});
  pass_on(*log.sink_);
}

void Logs::pass_on(Sink& sink) {
  for (const Note& note : sink.take_notes()) daemon_log_.say(note.level, note.text);
}

void Logs::reopen() {
  std::erase_if(files_, [](const auto& known) { return known.second.expired(); });
  for (const auto& [target, known] : files_) {
    std::shared_ptr<Sink> sink = known.lock();
    sink->reopen();
    pass_on(*sink);
  }
  if (system_) system_->reopen();
}

}  // namespace rouse::log
