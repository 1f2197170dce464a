// The steward's side of an attendant: the attendant's end of the pair is the test's, and what it is told and
// what it made happen is kept.
#pragma once

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "attend/attendant_client.h"
#include "fakes/engine.h"
#include "listen/events.h"
#include "sys/socket.h"

namespace rouse::fakes {

class ListEvents final : public listen::Events {
 public:
  void record(const listen::Service& service, log::Happening what) override {
    static constexpr std::array names{"START", "FAIL", "EXIT", "TRAFFIC", "USERID", "NOID"};
    std::string peer = std::visit([](const auto& w) { return w.peer.text(); }, what);
    std::string more;
    if (const auto* identified = std::get_if<log::Identified>(&what)) more = " " + identified->user;
    if (const auto* caller = std::get_if<log::NotIdentified>(&what)) more = " " + std::string(caller->reason);
    happened.push_back(std::string(names.at(what.index())) + " " + service.id() + " " + peer + more);
  }
  std::vector<std::string> happened;
};

class EveryoneIsBob final : public NoNames {
 public:
  loop::Co<listen::NameAnswer> name_of(net::Address, bool forward_confirm) override {
    co_return listen::NameAnswer{.name = {"bob.example", forward_confirm}};
  }
  loop::Co<listen::WrapAnswer> wrapped(listen::WrapQuestion question) override {
    std::string asked =
        fmt::format("{} {} {}", question.daemon, question.caller.text(), question.local.text());
    co_return listen::WrapAnswer{.allowed = question.daemon == "echod", .doubt = asked};
  }
};

/// The attendant's end of the pair is the test's.
class AttendantClientTest : public EngineTest {
 protected:
  AttendantClientTest() {
    service->config = std::make_shared<const config::ServiceConfig>(echo());
    auto pair = sys::socket_pair();
    service->door.emplace(*loop, std::move(pair->first));
  }
  /// Who still asks asks the client.
  ~AttendantClientTest() override { tasks.cancel_all(); }
  static config::ServiceConfig echo() {
    config::ServiceConfig out;
    out.name = out.id = "echo";
    out.env = {"SECRET=hunter2"};
    return out;
  }
  Result<attend::Started> start() {
    ++starts;
    auto pair = sys::socket_pair();
    if (!pair) return std::unexpected(pair.error());
    theirs = std::move(pair->second);
    return attend::Started{4243, Fd(), std::move(pair->first)};
  }
  std::optional<attend::Order> order() {
    attend::Order out;
    given.clear();
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), given);
    if (!size || *size != sizeof out) return std::nullopt;
    return out;
  }
  template <class T>
  void say(const T& message) {
    ASSERT_TRUE(sys::send_message(theirs.raw(), attend::bytes_of(message)));
    settle();
  }
  /// Asks who the caller is; the order that comes of it.
  std::optional<attend::Order> ask() {
    identity.reset();
    tasks.start(keep(client.identify(caller, local), &identity));
    return order();
  }
  /// Within a second.
  void dismiss(bool end_conversations = true) {
    dismissed = false;
    tasks.start(note_dismissal(end_conversations));
    settle();
  }
  loop::Task note_dismissal(bool end_conversations) {
    co_await client.dismiss(end_conversations, loop->now() + std::chrono::seconds(1));
    dismissed = true;
  }
  std::string outcome() const {
    if (!identity) return "none yet";
    return identity->has_value() ? **identity : std::string(identity->error());
  }
  attend::TextReport text(attend::ReportKind kind, std::uint32_t number, std::string_view words) {
    attend::TextReport out;
    out.report = report(kind, number);
    attend::put_text(out.text, words);
    return out;
  }
  attend::Report report(attend::ReportKind kind, std::uint32_t number = 1) {
    attend::Report out;
    out.kind = kind;
    out.number = number;
    out.lasting = 1;
    out.peer = attend::wire_peer(caller);
    return out;
  }

  static inline const net::Endpoint caller{*net::Address::parse("10.0.0.7"), 4711};
  static inline const net::Endpoint local{*net::Address::parse("10.0.0.1"), 23};
  ListEvents events;
  EveryoneIsBob names;
  NobodyTells identities;
  KeepsCallers starter;
  listen::Engine engine = engine_with(starter, events, names, identities);
  std::shared_ptr<listen::Service> service = std::make_shared<listen::Service>(*loop, nullptr);
  Fd theirs;
  std::vector<Fd> given;
  int starts = 0;
  attend::AttendantClient client{engine, {[] { return std::nullopt; }, [this] { return start(); }}};
  std::optional<listen::Identity> identity;
  bool dismissed = false;
};

}  // namespace rouse::fakes
