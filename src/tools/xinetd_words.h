// XinetdWords: the words behind the name of a running xinetd, made fit to start it, or rouse in its place,
// once more. Pure.
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace rouse::tools {

/// The paths among them made absolute: they are meant from `folder`. Empty: nobody knows it; then a path that
/// needs it is the error.
std::expected<std::vector<std::string>, std::string> absolute_words(std::vector<std::string> words,
                                                                    const std::string& folder);

/// As of a daemon that goes into the background: without -dontfork, whose -stayalive stays, and without -d.
std::vector<std::string> background_words(const std::vector<std::string>& words);

}  // namespace rouse::tools
