#include "sysv/order.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace rouse::sysv {

namespace {

/// For each service those that it requires.
using Graph = std::vector<Order::Indices>;
using NameList = std::vector<std::string> Header::*;

/// The lists of a header that speak of one direction. `before` names services that require this one.
struct Direction {
  NameList required, should, before;
};
constexpr Direction starting = {&Header::required_start, &Header::should_start, &Header::start_before};
constexpr Direction stopping = {&Header::required_stop, &Header::should_stop, &Header::stop_after};

/// Makes the graph of one direction.
class Weaver {
 public:
  Weaver(std::span<const OrderedService> services, const Facilities& facilities);

  Graph weave(const Direction& direction, std::vector<std::vector<std::string_view>>& unmet) const;

 private:
  using Unmet = std::vector<std::vector<std::string_view>>;
  bool require(Graph& graph, std::size_t service, std::string_view name) const;
  bool connect(Graph& graph, std::size_t dependent, std::size_t dependency) const;
  void require_all(Graph& graph, std::size_t service, const std::vector<bool>& last) const;
  std::vector<std::size_t> providers(std::string_view name) const;

  std::span<const OrderedService> services_;
  const Facilities& facilities_;
  std::unordered_map<std::string_view, Order::Indices> providers_;
};

Weaver::Weaver(std::span<const OrderedService> services, const Facilities& facilities)
    : services_(services), facilities_(facilities) {
  for (std::size_t i = 0; i < services.size(); ++i) {
    providers_[services[i].name].push_back(i);
    for (const std::string& name : services[i].header->provides)
      if (name != services[i].name) providers_[name].push_back(i);
  }
}

/// Scripts of that name, and those of a facility's members.
std::vector<std::size_t> Weaver::providers(std::string_view name) const {
  std::vector<std::size_t> out;
  std::vector<std::string_view> names = {name};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (auto found = providers_.find(names[i]); found != providers_.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
    for (const std::string& member : facilities_.members(names[i]))
      if (std::ranges::find(names, member) == names.end()) names.push_back(member);
  }
  return out;
}

/// A dependency counts where it runs wherever the dependent does.
bool Weaver::connect(Graph& graph, std::size_t dependent, std::size_t dependency) const {
  if (!services_[dependent].on.within(services_[dependency].on)) return false;
  graph[dependent].push_back(dependency);
  return true;
}

bool Weaver::require(Graph& graph, std::size_t service, std::string_view name) const {
  bool met = false;
  for (std::size_t provider : providers(name)) met |= connect(graph, service, provider);
  return met || !facilities_.members(name).empty();
}

/// After everybody but the others who want to be last, and those who wait for this one.
void Weaver::require_all(Graph& graph, std::size_t service, const std::vector<bool>& last) const {
  std::vector<bool> waits(graph.size());
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < graph.size(); ++i)
      if (!waits[i] &&
          std::ranges::any_of(graph[i], [&](std::size_t other) { return other == service || waits[other]; }))
        more = waits[i] = true;
  }
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (!last[i] && !waits[i]) connect(graph, service, i);
}

Graph Weaver::weave(const Direction& direction, Unmet& unmet) const {
  Graph graph(services_.size());
  std::vector<bool> last(services_.size());
  for (std::size_t i = 0; i < services_.size(); ++i) {
    const Header& header = *services_[i].header;
    if (!header.lsb) continue;
    for (NameList list : {direction.required, direction.should})
      for (const std::string& name : header.*list) {
        if (!facilities_.empty() && name == "$all")
          last[i] = true;
        else if (!require(graph, i, name) && list == direction.required)
          unmet[i].push_back(name);
      }
    if (facilities_.empty()) continue;
    for (const std::string& name : header.*direction.before)
      for (std::size_t other : providers(name)) connect(graph, other, i);
  }
  for (std::size_t i = 0; i < services_.size(); ++i)
    if (last[i]) require_all(graph, i, last);
  for (Order::Indices& indices : graph) {
    std::ranges::sort(indices);
    indices.erase(std::ranges::unique(indices).begin(), indices.end());
  }
  return graph;
}

/// Who requires each service.
Graph reversed(const Graph& graph) {
  Graph out(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (std::size_t other : graph[i]) out[other].push_back(i);
  return out;
}

/// Services in an order in which each comes behind those that it requires; who is in a circle or behind one
/// is left out.
Order::Indices sorted(const Graph& graph) {
  Graph dependents = reversed(graph);
  std::vector<std::size_t> missing(graph.size());
  Order::Indices out;
  out.reserve(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    missing[i] = graph[i].size();
    if (missing[i] == 0) out.push_back(i);
  }
  for (std::size_t done = 0; done < out.size(); ++done)
    for (std::size_t dependent : dependents[out[done]])
      if (--missing[dependent] == 0) out.push_back(dependent);
  return out;
}

/// How numbers come about: a service without one has the first, one that comes behind another is a step
/// further on, none goes beyond the last. Those in a circle, or behind one, have the last.
struct Counting {
  int first, step, last;
};
constexpr Counting chkconfig_starts = {50, 1, 99};
constexpr Counting chkconfig_stops = {50, -1, 0};
constexpr Counting insserv = {1, 1, 99};

std::vector<int> count(const Graph& graph, std::span<const OrderedService> services,
                       std::optional<int> OrderedService::* own, const Counting& counting) {
  auto further = [&](int a, int b) { return counting.step > 0 ? std::max(a, b) : std::min(a, b); };
  auto nearer = [&](int a, int b) { return counting.step > 0 ? std::min(a, b) : std::max(a, b); };
  std::vector<int> out(graph.size(), counting.last);
  for (std::size_t i : sorted(graph)) {
    int number = (services[i].*own).value_or(counting.first);
    for (std::size_t other : graph[i]) number = further(number, out[other] + counting.step);
    out[i] = nearer(number, counting.last);
  }
  return out;
}

/// Depth first through a graph, to cut what closes a circle.
class CircleCutter {
 public:
  CircleCutter(std::span<const OrderedService> services, Graph& graph, std::vector<std::string>& circles)
      : services_(services), graph_(graph), circles_(circles), state_(graph.size()) {}

  void cut() {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (state_[i] == State::unseen) visit(i);
  }

 private:
  enum class State : std::uint8_t { unseen, on_the_way, done };

  void visit(std::size_t service) {
    state_[service] = State::on_the_way;
    way_.push_back(service);
    Order::Indices kept;
    for (std::size_t other : graph_[service]) {
      if (state_[other] == State::unseen) visit(other);
      if (state_[other] == State::on_the_way)
        name_circle(other);
      else
        kept.push_back(other);
    }
    graph_[service] = std::move(kept);
    way_.pop_back();
    state_[service] = State::done;
  }

  void name_circle(std::size_t begin) {
    std::string text;
    for (auto i = std::ranges::find(way_, begin); i != way_.end(); ++i)
      text += std::string(services_[*i].name) + " -> ";
    text += services_[begin].name;
    if (std::ranges::find(circles_, text) == circles_.end()) circles_.push_back(std::move(text));
  }

  std::span<const OrderedService> services_;
  Graph& graph_;
  std::vector<std::string>& circles_;
  std::vector<State> state_;
  Order::Indices way_;
};

}  // namespace

Order::Order(std::span<const OrderedService> services, const Facilities& facilities)
    : unmet_(services.size()) {
  Weaver weaver(services, facilities);
  Graph starts = weaver.weave(starting, unmet_);
  Graph stops = weaver.weave(stopping, unmet_);
  bool plain = facilities.empty();
  std::vector<int> start =
      count(starts, services, &OrderedService::start, plain ? chkconfig_starts : insserv);
  std::vector<int> stop = plain ? count(stops, services, &OrderedService::stop, chkconfig_stops)
                                : count(reversed(stops), services, &OrderedService::stop, insserv);
  for (std::size_t i = 0; i < services.size(); ++i) numbers_.push_back({start[i], stop[i]});
  CircleCutter(services, starts, circles_).cut();
  CircleCutter(services, stops, circles_).cut();
  starts_after_ = std::move(starts);
  stops_after_ = reversed(stops);
}

}  // namespace rouse::sysv
