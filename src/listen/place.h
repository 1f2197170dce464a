// Place: a place among the servers of a service (instances), of a source (per_source) and of the daemon
// (-limit). The gate gives it, the server that runs holds it, and whoever lets go of it gives it back: on the
// way from door to server nobody slips in, and no count can drift.
//
// In the steward a place is also a slot of the book, in which the caller stands as arriving until he has a
// server: a steward that dies leaves nobody out of the account.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "listen/service.h"
#include "loop/flag.h"
#include "process/book.h"

namespace rouse::listen {

/// All places taken, of all services: servers that run and callers on their way to one.
class Places {
 public:
  Places() = default;
  /// Who takes a place stands in `book`, which must outlive this.
  Places(process::Book& book, loop::Loop& loop) : book_(&book), settled_(std::in_place, loop) {}
  std::uint64_t taken() const { return taken_; }
  /// Callers on their way to a server who stand in the book.
  std::uint64_t arriving() const { return arriving_; }
  /// Raised when the last of them has a server or is gone. Only where there is a book.
  loop::Flag& settled() { return *settled_; }
  process::Book* book() const { return book_; }

 private:
  friend class Place;
  void has_arrived() {
    if (--arriving_ == 0) settled_->raise();
  }

  process::Book* book_ = nullptr;
  std::optional<loop::Flag> settled_;
  std::uint64_t taken_ = 0;
  std::uint64_t arriving_ = 0;
};

class [[nodiscard]] Place {
 public:
  Place() = default;
  /// per_source counts by the network that the service's per_source_prefix says at this moment.
  Place(Places& places, std::shared_ptr<Service> service, const net::Endpoint& caller)
      : Place(places, std::move(service), caller, process::no_slot) {
    if (places_->book_ == nullptr) return;
    slot_ = places_->book_->open(service_->id()).value_or(process::no_slot);
    if (slot_ == process::no_slot) return;
    places_->book_->slot(slot_).peer = caller;
    ++places_->arriving_;
  }
  /// The place of somebody who stands in the book as arriving, since a steward before.
  static Place of_arriving(Places& places, std::shared_ptr<Service> service, const net::Endpoint& caller,
                           process::SlotNumber slot) {
    ++places.arriving_;
    return {places, std::move(service), caller, slot};
  }
  /// The place of somebody who has a server, and stands in the book.
  static Place of_session(Places& places, std::shared_ptr<Service> service, const net::Endpoint& caller) {
    return {places, std::move(service), caller, process::no_slot};
  }
  Place(Place&& other) noexcept
      : places_(std::exchange(other.places_, nullptr)),
        service_(std::move(other.service_)),
        caller_(other.caller_),
        slot_(std::exchange(other.slot_, process::no_slot)),
        prefix_bits_(other.prefix_bits_),
        port_(other.port_) {}
  Place& operator=(Place&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    places_ = std::exchange(other.places_, nullptr);
    service_ = std::move(other.service_);
    caller_ = other.caller_;
    slot_ = std::exchange(other.slot_, process::no_slot);
    prefix_bits_ = other.prefix_bits_;
    port_ = other.port_;
    return *this;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { give_back(); }

  const std::shared_ptr<Service>& service() const { return service_; }
  net::Endpoint caller() const { return {caller_, port_}; }
  /// His slot in the book, where he is arriving; no_slot: the book was full.
  process::SlotNumber slot() const { return slot_; }
  /// His slot in the book, which is his server's business from now on; no_slot: the book was full.
  process::SlotNumber take_slot() {
    if (slot_ != process::no_slot) places_->has_arrived();
    return std::exchange(slot_, process::no_slot);
  }

 private:
  Place(Places& places, std::shared_ptr<Service> service, const net::Endpoint& caller,
        process::SlotNumber slot)
      : places_(&places),
        service_(std::move(service)),
        caller_(caller.address),
        slot_(slot),
        prefix_bits_(static_cast<std::uint8_t>(service_->config->per_source_prefix)),
        port_(caller.port) {
    ++places_->taken_;
    ++service_->running;
    service_->sources.add(source());
  }
  net::Address source() const { return access::source_of(caller_, prefix_bits_); }
  void give_back() {
    if (places_ == nullptr) return;
    if (slot_ != process::no_slot) {
      places_->book_->retract(slot_);
      places_->has_arrived();
    }
    --places_->taken_;
    --service_->running;
    service_->sources.remove(source());
    places_ = nullptr;
    slot_ = process::no_slot;
    service_.reset();
  }

  Places* places_ = nullptr;
  std::shared_ptr<Service> service_;
  // Every conversation has a place: the two last fill the padding of the first.
  [[no_unique_address]] net::Address caller_;
  process::SlotNumber slot_ = process::no_slot;
  std::uint8_t prefix_bits_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace rouse::listen
