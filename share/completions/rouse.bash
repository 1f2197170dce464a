# shellcheck shell=bash
# Completion of `rouse` for bash. The tables in it are made from those of the program.

_rouse_commands=(
@completed-commands@
)
# shellcheck disable=SC2190 # what is filled in has the keys
declare -gA _rouse_operands=(
@completed-operands@
)
_rouse_options=(
@completed-options@
)
_rouse_attributes=(
@completed-attributes@
)

# Prints what stands first in the lines of `rouse list` or `rouse sessions`, of the daemon that is asked.
_rouse_named() {
  "$_rouse_program" "$1" ${_rouse_control:+--control "$_rouse_control"} 2>/dev/null | awk 'NR > 1 { print $1 }'
}

# Prints what may stand for an operand, a line each; $2 has been typed of it.
_rouse_values() {
  case $1 in
    NAME) _rouse_named list ;;
    SESSION) _rouse_named sessions ;;
    ATTRIBUTE) printf '%s\n' "${_rouse_attributes[@]}" ;;
    MODE) printf '%s\n' on-demand standalone warm ;;
    LEVEL) printf '%s\n' 1 2 3 4 5 ;;
    FILE) compgen -f -- "$2" ;;
    [a-z]*) printf '%s\n' "$1" ;;
  esac
}

# Prints the options of a command ('' is none) with those that all take, a line each.
_rouse_options_of() {
  local line word
  printf '%s\n' --json --control= --help --version
  for line in "${_rouse_options[@]}"; do
    word=${line#* }
    [ "${line%% *}" = "$1" ] && printf '%s\n' "${word%%:*}"
  done
}

# Looks through the words before the one that is completed: command, count of its operands, and the option whose value
# comes now. bash has split `--since=15m` at the '='.
_rouse_read() {
  local word takes_value at
  _rouse_command='' _rouse_given=0 _rouse_option='' _rouse_control=''
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=${COMP_WORDS[at]}
    if [ "$word" = = ]; then continue; fi
    if [ -n "$_rouse_option" ]; then
      if [ "$_rouse_option" = --control ]; then _rouse_control=$word; fi
      _rouse_option=''
    elif [[ $word == -* ]]; then
      takes_value=$(_rouse_options_of "$_rouse_command" | grep -cxF -e "$word=")
      if [ "$takes_value" != 0 ]; then _rouse_option=$word; fi
    elif [ -z "$_rouse_command" ]; then
      _rouse_command=$word
    else
      _rouse_given=$((_rouse_given + 1))
    fi
  done
}

# Offers the lines of standard input that begin with $1. They are data: compgen -W would expand them.
_rouse_offer() {
  local line
  while IFS= read -r line; do
    if [[ -n $line && $line == "$1"* ]]; then COMPREPLY+=("$line"); fi
  done
}

_rouse() {
  local _rouse_program=$1 _rouse_command _rouse_given _rouse_option _rouse_control
  local typed=${COMP_WORDS[COMP_CWORD]} operands
  COMPREPLY=()
  [ "$typed" = = ] && typed=''
  _rouse_read
  if [ "$_rouse_option" = --control ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$typed")
  elif [ -n "$_rouse_option" ]; then
    return
  elif [[ $typed == -* ]]; then
    _rouse_offer "$typed" < <(_rouse_options_of "$_rouse_command")
    if [[ ${COMPREPLY[0]-} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  elif [ -z "$_rouse_command" ]; then
    _rouse_offer "$typed" < <(printf '%s\n' "${_rouse_commands[@]%%:*}")
  else
    read -ra operands <<<"${_rouse_operands[$_rouse_command]-}"
    _rouse_offer "$typed" < <(_rouse_values "${operands[_rouse_given]-}" "$typed")
  fi
}

complete -F _rouse rouse
