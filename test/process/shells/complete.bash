# bash complete.bash LINE...: prints what could stand in the place of every line's last word, all on one line.
source <(kubectl completion bash)
COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}
for COMP_LINE in "$@"; do
    COMP_POINT=${#COMP_LINE} COMP_TYPE=9
    __start_kubectl
    echo "${COMPREPLY[*]}"
done
