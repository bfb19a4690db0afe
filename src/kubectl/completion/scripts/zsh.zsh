#compdef kubesim kubectl
# Completion for kubesim, kubectl and k in zsh. What is typed is asked for candidates: PROGRAM __complete WORD...

_kubesim() {
    local -a asked lines described how
    local answer line value typed directive=0
    asked=("${(@Q)words[1,CURRENT]}")
    typed=${asked[CURRENT]}
    # The program as it was typed: an alias (k) is what it stands for. One text, or each word would be a command.
    answer=$(eval "${words[1]} __complete ${(j: :)${(@qq)asked[2,CURRENT]}}" 2>/dev/null)
    lines=("${(@f)answer}")
    if [[ ${lines[-1]} == :<-> ]]; then
        directive=${lines[-1]#:}
        lines[-1]=()
    fi
    ((directive & 1)) && return 1
    # Of --flag=VALUE only the value is completed.
    [[ $typed == -*=* ]] && compset -P '*='
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
    for line in $lines; do
        [[ -z $line ]] && continue
        value=${line%%$'\t'*}
        value=${${value//\\/\\\\}//:/\\:}
        if [[ $line == *$'\t'* ]]; then
            value+=:${line#*$'\t'}
        fi
        described+=("$value")
    done
    ((directive & 2)) && how=(-S '')
    if ((${#described} > 0)); then
        _describe -t candidates candidate described "${how[@]}" && return 0
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
