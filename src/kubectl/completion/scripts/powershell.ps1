# Completion for kubesim, kubectl and k in PowerShell. What is typed is asked for candidates: PROGRAM __complete WORD...

$__kubesimCompleter = {
    param($typed, $ast, $position)
    # Words as the program would get them: without the quotes around them.
    $words = @($ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $position } | ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_".Trim("'", '"') }
        })
    $program = $words[0]
    $asked = @($words | Select-Object -Skip 1)
    # Behind a blank a new, empty word begins. Where arguments are passed on as one text, it has to be quoted not to get lost.
    if ($typed -eq '') {
        $legacy = $null -eq $PSNativeCommandArgumentPassing -or "$PSNativeCommandArgumentPassing" -eq 'Legacy'
        $asked += if ($legacy) { '""' } else { '' }
    }
    $answer = @(& $program __complete @asked 2>$null | Where-Object { $_ -ne '' })
    if ($answer.Count -eq 0) { return }
    $directive = 0
    if ($answer[-1] -match '^:(\d+)$') {
        $directive = [int]$Matches[1]
        $answer = @($answer | Select-Object -SkipLast 1)
    }
    # bit 1: an error; 8: files with these extensions; 16: folders: those are left to the shell
    if ($directive -band 25) { return }
    $bare = "$typed".Trim("'", '"')
    $flag = if ($bare -match '^(-[^=]*=)') { $Matches[1] } else { '' }
    foreach ($line in $answer) {
        $value, $description = $line -split "`t", 2
        $word = "$flag$value"
        if (-not $word.StartsWith($bare)) { continue }
        if (-not $description) { $description = $value }
        # Names of contexts may have blanks, and some characters mean something to the shell.
        if ($word -match '[\s;&|<>(){}@#$,`]') { $word = "'$word'" }
        $space = if ($directive -band 2) { '' } else { ' ' }
        [System.Management.Automation.CompletionResult]::new("$word$space", $value, 'ParameterValue', $description)
    }
}
Register-ArgumentCompleter -Native -CommandName 'kubesim', 'kubectl', 'k' -ScriptBlock $__kubesimCompleter
