#compdef rouse
# Completion of `rouse` for zsh. The tables in it are made from those of the program.

local -a _rouse_commands=(
@completed-commands@
)
local -A _rouse_operands=(
@completed-operands@
)
local -a _rouse_options=(
@completed-options@
)
local -a _rouse_attributes=(
@completed-attributes@
)
local -a _rouse_common=(
  '--json:the answer as one JSON object'
  '--control=:the control socket of the daemon'
  '--help:what a command does'
  '--version:print the version'
)

# What stands first in the lines of `rouse list` or `rouse sessions`, of the daemon that is asked.
_rouse_named() {
  local -a names
  names=(${(f)"$(${(Q)words[1]} $1 ${control:+--control=$control} 2>/dev/null | awk 'NR > 1 { print $1 }')"})
  compadd -a names
}

_rouse_values() {
  case $1 in
    NAME) _rouse_named list ;;
    SESSION) _rouse_named sessions ;;
    ATTRIBUTE) compadd -a _rouse_attributes ;;
    MODE) compadd on-demand standalone warm ;;
    LEVEL) compadd 1 2 3 4 5 ;;
    FILE) _files ;;
    [a-z]*) compadd -- $1 ;;
  esac
}

# Looks through the words before the one that is completed: command, count of its operands, and the option whose value
# comes now.
local command='' option='' control='' word
local -i given=0
local -a known
for word in ${words[2,CURRENT-1]}; do
  if [[ -n $option ]]; then
    [[ $option == --control ]] && control=$word
    option=''
  elif [[ $word == --control=* ]]; then
    control=${word#*=}
  elif [[ $word == -* ]]; then
    known=(${(M)_rouse_common:#$word=:*} ${(M)_rouse_options:#$command $word=:*})
    (( $#known )) && option=$word
  elif [[ -z $command ]]; then
    command=$word
  else
    given+=1
  fi
done

if [[ $option == --control || $PREFIX == --control=* ]]; then
  compset -P '*='
  _files
elif [[ -n $option || $PREFIX == --*=* ]]; then
  _message 'value'
elif [[ $PREFIX == -* ]]; then
  known=(${${(M)_rouse_options:#$command *}#* } $_rouse_common)
  local -a valued=(${(M)known:#*=:*}) bare=(${known:#*=:*})
  _describe -o option bare -- valued -S ''
elif [[ -z $command ]]; then
  _describe command _rouse_commands
else
  local -a operands=(${(z)_rouse_operands[$command]})
  _rouse_values "$operands[given+1]"
fi
