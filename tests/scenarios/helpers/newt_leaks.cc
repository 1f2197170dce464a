// Linked into the sanitized programs with text screens only: newt 0.52.23 loses a buffer for each text of
// several lines that it draws where libfribidi is installed.

extern "C" const char* __lsan_default_suppressions() { return "leak:libnewt"; }

extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
