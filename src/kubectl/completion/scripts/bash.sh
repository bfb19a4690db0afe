# Completion for kubesim, kubectl and k in bash. What is typed is asked for candidates: PROGRAM __complete WORD...

# Asks for the candidates of the line so far. Sets __kubesim_lines and __kubesim_directive.
__kubesim_ask() {
    local program=$1 answer
    shift
    __kubesim_lines=()
    __kubesim_directive=0
    # The program may be an alias, or a command with flags of its own: it is run as the shell would.
    if [[ -n ${BASH_ALIASES[$program]-} ]]; then
        program=${BASH_ALIASES[$program]}
        answer=$(eval "$program __complete \"\$@\"" 2>/dev/null)
    else
        answer=$("$program" __complete "$@" 2>/dev/null)
    fi
    local line
    while IFS= read -r line; do
        [[ -n $line ]] && __kubesim_lines+=("$line")
    done <<<"$answer"
    local count=${#__kubesim_lines[@]}
    ((count == 0)) && return 1
    local last=${__kubesim_lines[count - 1]}
    if [[ $last =~ ^:[0-9]+$ ]]; then
        __kubesim_directive=${last#:}
        unset "__kubesim_lines[count-1]"
    fi
    return 0
}

# The words up to the cursor, joined where readline has split them at '=' and ':'. Sets __kubesim_words, and the quote that is still open.
__kubesim_split() {
    local line=${COMP_LINE:0:COMP_POINT} word='' quote='' char i
    __kubesim_words=()
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        if [[ -n $quote ]]; then
            if [[ $char == "$quote" ]]; then quote=''; else word+=$char; fi
        elif [[ $char == \' || $char == \" ]]; then
            quote=$char
        elif [[ $char == \\ ]]; then
            i=$((i + 1))
            word+=${line:i:1}
        elif [[ $char == ' ' || $char == $'\t' ]]; then
            [[ -n $word ]] && __kubesim_words+=("$word")
            word=''
        else
            word+=$char
        fi
    done
    __kubesim_words+=("$word")
    __kubesim_quote=$quote
}

__start_kubesim() {
    COMPREPLY=()
    __kubesim_split
    local typed=${__kubesim_words[${#__kubesim_words[@]} - 1]}
    __kubesim_ask "${__kubesim_words[0]}" "${__kubesim_words[@]:1}" || return
    local directive=$__kubesim_directive
    ((directive & 1)) && return
    ((directive & 2)) && compopt -o nospace 2>/dev/null
    # Only the part of the word that readline works on may be answered.
    local kept=''
    [[ $COMP_WORDBREAKS == *=* && $typed == *=* ]] && kept=${typed%"${typed##*=}"}
    [[ $COMP_WORDBREAKS == *:* && $typed == *:* ]] && kept=${typed%"${typed##*:}"}
    if ((directive & 8)); then
        __kubesim_files "${typed#"$kept"}" "${__kubesim_lines[@]}"
        return
    fi
    if ((directive & 16)); then
        compopt -o filenames 2>/dev/null
        local folder
        while IFS= read -r folder; do COMPREPLY+=("$folder"); done < <(compgen -d -- "${typed#"$kept"}")
        return
    fi
    local line value flag=''
    [[ $typed == -*=* ]] && flag=${typed%%=*}=
    for line in "${__kubesim_lines[@]}"; do
        value=$flag${line%%$'\t'*}
        [[ $value == "$typed"* ]] || continue
        value=${value#"$kept"}
        # Names of contexts may have blanks.
        [[ -z $__kubesim_quote && $value == *[[:space:]]* ]] && printf -v value '%q' "$value"
        COMPREPLY+=("$value")
    done
    if ((${#COMPREPLY[@]} == 0)); then
        # No candidates: files are offered unless there cannot be any.
        ((directive & 4)) || compopt -o default 2>/dev/null
    elif ((${#COMPREPLY[@]} > 1 && COMP_TYPE == 63)); then
        __kubesim_describe "$flag" "$typed"
    fi
    ((directive & 4)) && compopt +o default 2>/dev/null
    return 0
}

# Files with one of the extensions, and folders.
__kubesim_files() {
    compopt -o filenames 2>/dev/null
    local typed=$1 path extension
    shift
    while IFS= read -r path; do
        if [[ -d $path ]]; then
            COMPREPLY+=("$path")
            continue
        fi
        for extension in "$@"; do
            [[ $path == *."$extension" ]] && COMPREPLY+=("$path")
        done
    done < <(compgen -f -- "$typed")
}

# A second tab lists the candidates with their descriptions, as wide as the terminal.
__kubesim_describe() {
    local flag=$1 typed=$2 line value text width=0 shown=()
    for line in "${__kubesim_lines[@]}"; do
        value=$flag${line%%$'\t'*}
        [[ $value == "$typed"* && ${#value} -gt $width ]] && width=${#value}
    done
    for line in "${__kubesim_lines[@]}"; do
        value=$flag${line%%$'\t'*}
        [[ $value == "$typed"* ]] || continue
        if [[ $line == *$'\t'* ]]; then
            printf -v text '%-*s  (%s)' "$width" "$value" "${line#*$'\t'}"
            shown+=("${text:0:${COLUMNS:-80}-1}")
        else
            shown+=("$value")
        fi
    done
    # Descriptions must not end up in the line: with one common beginning nothing but that is inserted.
    local first=${COMPREPLY[0]} each
    for each in "${COMPREPLY[@]}"; do
        while [[ ${each:0:${#first}} != "$first" ]]; do first=${first:0:${#first}-1}; done
    done
    [[ $first == "${typed##*[=:]}" || $first == "$typed" || -z $first ]] && COMPREPLY=("${shown[@]}")
}

# The name that people give to aliases of kubectl: complete -o default -F __start_kubectl k
__start_kubectl() { __start_kubesim "$@"; }

complete -o default -F __start_kubesim kubesim
complete -o default -F __start_kubectl kubectl
[[ -n ${BASH_ALIASES[k]-} || -n ${KUBESIM_SHELL-} ]] && complete -o default -F __start_kubectl k
true
