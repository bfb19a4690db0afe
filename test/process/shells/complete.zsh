# zsh -f complete.zsh LINE...: types every line and a tab into an interactive zsh, and prints what the line became.
zmodload zsh/zpty
zpty -b shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1=; unsetopt beep; autoload -Uz compinit && compinit -u -D; source <(kubectl completion zsh); show() { print -r -- \"<\$BUFFER>\" }; zle -N show; bindkey '^T' show; bindkey '^U' kill-whole-line; print RE''ADY"
zpty -r -m shell ready '*READY*'
for line in "$@"; do
    # The widget runs when the completion is done, however long that takes.
    zpty -w -n shell "$line"$'\t\x14'
    zpty -r -m shell told '*<*>*'
    told=${told##*<}
    print -r -- "${told%%>*}"
    zpty -w -n shell $'\x15'
done
zpty -d shell
