// Linked into a sanitized roused only: a daemon in the background has no standard error, so what the
// sanitizers find goes into files, which the scenarios look for when a host ends. In the environment these
// options would reach servers.

extern "C" const char* __asan_default_options() {
  return "log_path=/run/sanitizer/"
         "report:detect_stack_use_after_return=1:strict_string_checks=1:disable_coredump=0";
}

extern "C" const char* __ubsan_default_options() {
  return "log_path=/run/sanitizer/report:print_stacktrace=1";
}
