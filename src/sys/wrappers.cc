#include "sys/wrappers.h"

#include <dlfcn.h>
#include <tcpd.h>

#include <mutex>

namespace rouse::sys {

namespace {

/// What libwrap asked for in its hostname method; guarded by `library_lock` like everything of it.
struct NamesAsked {
  bool of_caller = false;
  bool of_local = false;
};
NamesAsked names_asked;
std::mutex library_lock;

/// libwrap has put "unknown" in the place already.
void note_question(host_info* host) {
  bool caller = host == host->request->client;
  (caller ? names_asked.of_caller : names_asked.of_local) = true;
}

struct Library {
  decltype(&::request_init) init = nullptr;
  decltype(&::hosts_access) access = nullptr;
  char** allow_table = nullptr;
  char** deny_table = nullptr;
  int* dry_run = nullptr;
  int* resident = nullptr;

  bool complete() const {
    return init != nullptr && access != nullptr && allow_table != nullptr && deny_table != nullptr &&
           dry_run != nullptr && resident != nullptr;
  }
};

template <class T>
void find(void* handle, const char* name, T*& symbol) {
  symbol = reinterpret_cast<T*>(::dlsym(handle, name));
}

Result<Library> load() {
  void* handle = ::dlopen("libwrap.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return failed("dlopen", 0, ::dlerror());
  Library library;
  find(handle, "request_init", library.init);
  find(handle, "hosts_access", library.access);
  find(handle, "hosts_allow_table", library.allow_table);
  find(handle, "hosts_deny_table", library.deny_table);
  find(handle, "dry_run", library.dry_run);
  find(handle, "resident", library.resident);
  if (!library.complete()) return failed("dlsym", 0, "libwrap.so.0 is not tcp_wrappers 7.6");
  return library;
}

/// Only the two Internet families have an address that a rule can fit.
std::string address_text(const net::Address& address) {
  return address.is_v4() || address.is_v6() ? address.text() : std::string(wrap_unknown);
}

char* mutable_text(const std::string& text) { return const_cast<char*>(text.c_str()); }

}  // namespace

Result<WrapWord> ask_wrappers(const WrapFacts& facts, const WrapTables& tables) {
  std::lock_guard guard(library_lock);
  static Result<Library> library = load();
  if (!library) library = load();  // it may have been installed meanwhile
  if (!library) return std::unexpected(library.error());
  std::string caller = address_text(facts.caller);
  std::string local = address_text(facts.local.address);
  sockaddr_storage local_raw{};
  (void)facts.local.to(local_raw);  // rules may name the port
  static char nobody_asked[] = "unknown";
  request_info request{};
  library->init(&request, RQ_DAEMON, mutable_text(facts.daemon), RQ_USER, nobody_asked, RQ_CLIENT_ADDR,
                mutable_text(caller), RQ_CLIENT_NAME, mutable_text(facts.caller_name), RQ_SERVER_ADDR,
                mutable_text(local), RQ_SERVER_NAME, mutable_text(facts.local_name), RQ_SERVER_SIN,
                &local_raw, 0);
  request.hostname = note_question;
  *library->allow_table = mutable_text(tables.allow);
  *library->deny_table = mutable_text(tables.deny);
  *library->dry_run = 1;  // options are looked at, not carried out
  *library->resident = 1;
  names_asked = {};
  bool allowed = library->access(&request) != 0;
  if (names_asked.of_caller) return WrapWord::needs_caller_name;
  if (names_asked.of_local) return WrapWord::needs_local_name;
  return allowed ? WrapWord::allowed : WrapWord::denied;
}

}  // namespace rouse::sys
