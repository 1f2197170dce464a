// Handlers: one function per attribute of the table. Each reads the values of a Setting into its draft and
// returns false when a value was bad (and has been reported). Meanings: reference/xinetd.md section 3.
#pragma once

#include "config/setting.h"

namespace rouse::config::handle {

// service_attributes.cc
bool id(Setting& setting);
bool type(Setting& setting);
bool flags(Setting& setting);
bool disable(Setting& setting);
bool enabled(Setting& setting);
bool disabled(Setting& setting);
bool rpc_version(Setting& setting);
bool rpc_number(Setting& setting);
bool ignored(Setting& setting);

// socket_attributes.cc
bool socket_type(Setting& setting);
bool protocol(Setting& setting);
bool wait(Setting& setting);
bool port(Setting& setting);
bool bind(Setting& setting);
bool v6only(Setting& setting);
bool free_bind(Setting& setting);
bool redirect(Setting& setting);
bool redirect_source(Setting& setting);
bool linger_close(Setting& setting);
bool default_family(Setting& setting);

// server_attributes.cc
bool user(Setting& setting);
bool group(Setting& setting);
bool groups(Setting& setting);
bool umask(Setting& setting);
bool nice(Setting& setting);
bool server(Setting& setting);
bool server_args(Setting& setting);
bool env(Setting& setting);
bool passenv(Setting& setting);
bool libwrap(Setting& setting);

// limit_attributes.cc
bool instances(Setting& setting);
bool per_source(Setting& setting);
bool per_source_prefix(Setting& setting);
bool cps(Setting& setting);
bool cps_window(Setting& setting);
bool timeout(Setting& setting);
bool idle_timeout(Setting& setting);
bool max_load(Setting& setting);
bool rlimit_as(Setting& setting);
bool rlimit_cpu(Setting& setting);
bool rlimit_data(Setting& setting);
bool rlimit_files(Setting& setting);
bool rlimit_rss(Setting& setting);
bool rlimit_stack(Setting& setting);
bool deny_time(Setting& setting);

// access_attributes.cc
bool only_from(Setting& setting);
bool no_access(Setting& setting);
bool access_times(Setting& setting);
bool forward_confirm(Setting& setting);

// log_attributes.cc
bool log_type(Setting& setting);
bool log_on_success(Setting& setting);
bool log_on_failure(Setting& setting);
bool banner(Setting& setting);
bool banner_success(Setting& setting);
bool banner_fail(Setting& setting);

// resident_attributes.cc
bool mode(Setting& setting);
bool script(Setting& setting);
bool ready(Setting& setting);
bool pass_socket(Setting& setting);
bool start_timeout(Setting& setting);
bool stop_timeout(Setting& setting);
bool respawn(Setting& setting);
bool respawn_delay(Setting& setting);
bool respawn_limit(Setting& setting);
bool critical(Setting& setting);
bool after(Setting& setting);
bool park(Setting& setting);
bool prestart(Setting& setting);
bool park_timeout(Setting& setting);
bool park_refresh(Setting& setting);
bool park_watch(Setting& setting);
bool park_memory_max(Setting& setting);

}  // namespace rouse::config::handle
