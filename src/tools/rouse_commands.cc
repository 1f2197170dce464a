#include "tools/rouse_commands.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tools/rouse_advise.h"
#include "tools/rouse_changes.h"
#include "tools/rouse_check.h"
#include "tools/rouse_events.h"
#include "tools/rouse_explain.h"
#include "tools/rouse_export.h"
#include "tools/rouse_files.h"
#include "tools/rouse_health.h"
#include "tools/rouse_metrics.h"
#include "tools/rouse_reload.h"
#include "tools/rouse_runlevel.h"
#include "tools/rouse_services.h"
#include "tools/rouse_sessions.h"
#include "tools/rouse_takeover.h"
#include "tools/rouse_upgrade.h"
#include "tools/rouse_why.h"

namespace rouse::tools {

namespace {

constexpr std::array kill_options = {
    CommandOption{"--force", {}, {}, translatable("sends KILL, which no server can refuse")}};

constexpr std::array events_options = {
    CommandOption{"--follow", "-f", {}, translatable("goes on with what happens from now on")},
    CommandOption{"--since", {}, "TIME", translatable("not before: 15m (ago), 16:09, 2026-11-22, @SECONDS")}};

constexpr std::array why_options = {CommandOption{
    "--at", {}, "TIME", translatable("as if it were so late, 23:30 say; who is there now is still counted")}};

constexpr std::array advise_options = {
    CommandOption{"--measure",
                  {},
                  "POINT",
                  translatable("parks its server on trial, at main or io, and tells what that took")}};

constexpr std::array takeover_options = {
    CommandOption{"--dry-run", {}, {}, translatable("only tells what would be done and what would differ")},
    CommandOption{
        "--force", {}, {}, translatable("also where the configuration has errors or doors would be lost")},
    CommandOption{"--undo", {}, {}, translatable("back again: ends rouse and starts xinetd as it was")},
    CommandOption{"--pid", {}, "PID", translatable("takes the place of this xinetd, where several run")}};

constexpr std::array metrics_options = {
    CommandOption{"--http", {}, {}, translatable("answers one HTTP request on standard input")}};

constexpr std::array check_options = {
    CommandOption{"--migrate", {}, {}, translatable("only what means something else than under xinetd")},
    CommandOption{"--portable", {}, {}, translatable("only what xinetd would ignore or read otherwise")}};

constexpr std::array export_options = {
    CommandOption{"--output", {}, "DIR", translatable("writes both files into a folder")},
    CommandOption{"--force", {}, {}, translatable("replaces files that say something else")}};

constexpr std::array commands = {
    Command{"list", "", translatable("every service: mode, state, where it listens, sessions now/limit"),
            translatable("States: open; closed (by order, see `rouse close`); paused (more calls than cps "
                         "allows); waiting (for\n"
                         "its port); disabled (by its configuration); failed (it cannot be served, `rouse "
                         "show` says why).\n"
                         "Of residents (mode = standalone): running; starting; waiting (for those it comes "
                         "after); resting (it\n"
                         "ended, and is started again soon); given up (it ended too often); stopped.\n"),
            rouse_list},
    Command{"show", translatable("NAME"), translatable("all about one service"),
            translatable("NAME is a service's id, or its name.\n"), rouse_show},
    Command{"sessions", translatable("[NAME]"), translatable("the servers that run for callers"),
            translatable("Of one service with a NAME. SESSION is what `rouse kill` takes. Callers whom the "
                         "daemon answers\nitself have no server.\n"),
            rouse_sessions},
    Command{"kill", translatable("SESSION"), translatable("ends a server that runs for a caller"),
            translatable("Sends it TERM. One that has ended already is no failure.\n"), rouse_kill,
            kill_options},
    Command{"events", translatable("[NAME]"), translatable("what happened to callers lately"),
            translatable("The last 1,024 events, whatever the services log. --json prints an object a "
                         "line.\n"),
            rouse_events, events_options},
    Command{"why", translatable("NAME ADDRESS"),
            translatable("tells whether a caller would come in, and what refused him"),
            translatable("Tells the answer, this caller's refusals among the last 1,024 events, and then all "
                         "that is asked about\nhim, in the order in which it is asked, with file and line. "
                         "What was answered exits with 0, be it yes or no;\n--json has `admitted`: true, "
                         "false, or null where nobody can know it beforehand.\n"),
            rouse_why, why_options},
    Command{"advise", translatable("[NAME]"),
            translatable("tells in which mode services would best be served, in numbers"),
            translatable("By callers an hour, what a parked process (mode = warm) saves each of them, and "
                         "its memory. ADVICE is "
                         "on-demand,\nwarm, measure (what warm saves is not known: try --measure), wait (too "
                         "few callers yet) or none. "
                         "Nothing is\nchanged. --measure starts the server three times as its user, without "
                         "a caller, and ends it at its "
                         "park point:\nmain is before it does anything, io where it first writes, starts "
                         "something or turns to its "
                         "caller. Only who may\nchange services may have that done.\n"),
            rouse_advise, advise_options},
    Command{"health", "", translatable("one line for Nagios and Icinga"),
            translatable("Exits as their plugins do: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (the daemon "
                         "cannot be asked).\n"),
            rouse_health},
    Command{"metrics", "", translatable("what Prometheus counts, as OpenMetrics"),
            translatable("It is OpenMetrics with --json, too.\n"), rouse_metrics, metrics_options},
    Command{"open", translatable("NAME"), translatable("opens the door of a service that was closed"),
            translatable("Takes `rouse close` back. A service that its configuration disables stays "
                         "disabled:\n"
                         "`chkconfig NAME on` enables it.\n"),
            rouse_open},
    Command{"close", translatable("NAME"), translatable("closes the door of a service"),
            translatable("Callers are refused until `rouse open`, or until the daemon is restarted; a "
                         "reload keeps the door\n"
                         "closed. Sessions that run go on. A server that holds the door itself (wait = yes) "
                         "keeps it until it\n"
                         "ends.\n"),
            rouse_close},
    Command{"start", translatable("NAME"), translatable("starts a resident, and waits until it serves"),
            translatable("A resident is a service with mode = standalone. Waits for those that it comes "
                         "after, too.\n"),
            rouse_start},
    Command{"stop", translatable("NAME"), translatable("stops a resident, and waits for its end"),
            translatable("It stays stopped until `rouse start`, or until the daemon is restarted.\n"),
            rouse_stop},
    Command{"restart", translatable("NAME"), translatable("stops a resident and starts it again"),
            translatable("Waits until it serves. One that is stopped is started.\n"), rouse_restart},
    Command{"enable", translatable("NAME"), translatable("enables a service for good, as chkconfig NAME on"),
            translatable("Changes its file, and has the daemon that runs read it. NAME is an init script, a "
                         "file of\n"
                         "/etc/xinetd.d, or a service's id or name.\n"),
            rouse_enable},
    Command{
        "disable", translatable("NAME"), translatable("disables a service for good, as chkconfig NAME off"),
        translatable("Changes its file, and has the daemon that runs read it. Sessions that run go on.\n"),
        rouse_disable},
    Command{
        "mode", translatable("NAME MODE"),
        translatable("serves by on-demand (started by callers), standalone (always runs) or warm (forked for "
                     "callers)"),
        translatable("Sets the attribute mode in the service's file, and has the daemon that runs read it. "
                     "Fails, and\n"
                     "leaves the file as it was, if the configuration does not hold with it or the daemon "
                     "refuses it.\n"
                     "A standalone server must listen itself, unless it has pass_socket = yes. A warm one is "
                     "started once\n"
                     "and forked for each caller.\n"),
        rouse_mode},
    Command{"reload", "", translatable("reads the configuration anew and tells the result"),
            translatable("Tells which services are new, other or gone, and every error with its line. Fails "
                         "if nothing was taken\n"
                         "over; the old configuration stays in service then.\n"),
            rouse_reload},
    Command{
        "check", translatable("[FILE]"), translatable("judges the configuration, and opens nothing"),
        translatable("FILE is /etc/xinetd.conf by default, with what it includes and /etc/inetd.conf. Tells "
                     "every error and\nwarning with its file and line. Asks no daemon. Fails if there are "
                     "errors; warnings are none.\nWith --portable every line fails that xinetd would not "
                     "read alike.\n"),
        rouse_check, check_options},
    Command{"runlevel", translatable("[LEVEL]"),
            translatable("tells the runlevel, or brings the machine into another one"),
            translatable("Tells the previous runlevel (N: none) and this one, and during a change which "
                         "scripts run. With a LEVEL\n"
                         "from 1 to 5 the change begins, and is not waited for. The daemon must have been "
                         "started with --runlevel.\n"),
            rouse_runlevel},
    Command{
        "upgrade", "", translatable("has the daemon go on as the version that is installed now"),
        translatable(
            "The program that lies where the daemon was started from is asked whether it understands what "
            "the daemon has\n"
            "in memory; then it takes its place, in the same process. Sessions go on, and callers wait for "
            "a moment. If it\n"
            "does not serve within 30 seconds the old one comes back, and this command fails.\n"),
        rouse_upgrade},
    Command{"takeover", "", translatable("takes the place of the xinetd that runs, and refuses nobody"),
            translatable(
                "Tells which doors of xinetd would not be taken and what of the configuration would mean "
                "something else, takes\n"
                "its listening sockets, and then tells xinetd to end; its servers go on. Needs root, and no "
                "daemon of rouse.\n"
                "Where the kernel does not let sockets be taken, xinetd is stopped and rouse started, which "
                "is told. Try\n"
                "--dry-run first. On the way back (--undo) callers are refused for a moment, since xinetd "
                "cannot take sockets.\n"),
            rouse_takeover, takeover_options},
    Command{"version", "", translatable("the version of this command and of the daemon"),
            translatable("Needs no daemon.\n"), rouse_version},
    Command{"explain", translatable("[ATTRIBUTE]"),
            translatable("tells what an attribute of the configuration means, or lists all"),
            translatable(
                "Asks no daemon. The manual is in English. Ends with 1 if there is no such attribute.\n"),
            rouse_explain},
    Command{
        "export", translatable("systemd NAME"), translatable("writes a service as units of systemd's"),
        translatable("A .socket and the .service that it starts, as the configuration's files have the "
                     "service. Asks no\ndaemon. What systemd has nothing for is told on standard error, and "
                     "stands at the head of the .socket.\n"),
        rouse_export, export_options},
};

}  // namespace

std::span<const Command> rouse_commands() { return commands; }

const Command* rouse_command(std::string_view word) {
  const auto* found = std::ranges::find(commands, word, &Command::word);
  return found == commands.end() ? nullptr : found;
}

const CommandOption* option_of(const Command& command, std::string_view word) {
  auto found = std::ranges::find_if(command.options, [&](const CommandOption& option) {
    return word == option.word || (!option.letter.empty() && word == option.letter);
  });
  return found == command.options.end() ? nullptr : &*found;
}

}  // namespace rouse::tools
