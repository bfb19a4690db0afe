#compdef kubesim kubectl
# Completion for kubesim, kubectl and k in zsh. What is typed is asked for candidates: PROGRAM __complete WORD...

_kubesim() {
    local -a asked lines values described
    local answer line value text typed flag directive=0
    asked=("${(@Q)words[1,CURRENT]}")
    typed=${asked[CURRENT]}
    # An alias (k) is what it stands for.
    answer=$(eval "${(z)asked[1]} __complete ${(@qq)asked[2,CURRENT]}" 2>/dev/null)
    lines=("${(@f)answer}")
    if [[ ${lines[-1]} == :<-> ]]; then
        directive=${lines[-1]#:}
        lines[-1]=()
    fi
    ((directive & 1)) && return 1
    if ((directive & 8)); then
        local -a patterns
        for line in $lines; do [[ -n $line ]] && patterns+=("*.$line"); done
        _files -g "(${(j:|:)patterns})"
        return
    fi
    if ((directive & 16)); then
        _files -/
        return
    fi
    # The flag of --flag=VALUE belongs to the word.
    [[ $typed == -*=* ]] && flag=${typed%%=*}=
    for line in $lines; do
        [[ -z $line ]] && continue
        value=$flag${line%%$'\t'*}
        values+=("$value")
        if [[ $line == *$'\t'* ]]; then
            text=${line#*$'\t'}
            described+=("${value//:/\\:}:$text")
        else
            described+=("${value//:/\\:}")
        fi
    done
    local -a options
    ((directive & 2)) && options=(-S '')
    if ((${#values} > 0)); then
        _describe -t candidates candidate described values $options -V unsorted -- && return 0
    fi
    ((directive & 4)) && return 1
    _files
}

# The name that people give to aliases of kubectl: compdef _kubectl kc
_kubectl() { _kubesim "$@" }

if [[ ${funcstack[1]} == _kubesim || ${funcstack[1]} == _kubectl ]]; then
    _kubesim "$@"
elif (( $+functions[compdef] )); then
    compdef _kubesim kubesim
    compdef _kubectl kubectl
    [[ -n ${KUBESIM_SHELL-} || -n ${aliases[k]-} ]] && compdef _kubectl k
fi
true
