<#
NOT RUN YET: written on Linux, by the documentation of jlink, WiX 6 and signtool. Makes a .msi, signed where a certificate is named.
Needs JAVA_HOME (a JDK 25 for Windows), APP (what the build laid out), WiX: dotnet tool install --global wix --version 6.0.2
  package.ps1 -Version 1.0.0 [-Out FOLDER] [-SignThumbprint SHA1]      (or Azure Trusted Signing: -SignDlib and -SignMetadata)
#>
param(
    [Parameter(Mandatory)][string]$Version,
    [string]$Out = "$PSScriptRoot\..\target\packages",
    [string]$SignThumbprint = "",
    [string]$SignDlib = "",
    [string]$SignMetadata = ""
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
function Run { & $args[0] $args[1..($args.Length - 1)]; if ($LASTEXITCODE -ne 0) { throw "$($args[0]) ended with $LASTEXITCODE" } }

$jdk = "$env:JAVA_HOME\bin"
$work = Join-Path ([IO.Path]::GetTempPath()) ("bulkhead-" + [Guid]::NewGuid())
$image = "$work\Bulkhead"
New-Item -ItemType Directory -Force "$work\jmods", "$image\lib", $Out | Out-Null
try {
    # 1. JavaFX as modules, and one runtime.
    $modules = 'java.base,java.desktop,java.logging,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.crypto.mscapi,jdk.localedata,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs'
    foreach ($jar in Get-ChildItem "$env:APP\lib\ui\javafx-*-win.jar") {
        $name = $jar.BaseName -replace '-win$', ''
        New-Item -ItemType Directory -Force "$work\$name\classes", "$work\$name\libs" | Out-Null
        Push-Location "$work\$name\classes"
        Run "$jdk\jar.exe" --extract --file $jar.FullName
        Move-Item *.dll "$work\$name\libs"
        Pop-Location
        Run "$jdk\jmod.exe" create --class-path "$work\$name\classes" --libs "$work\$name\libs" "$work\jmods\$name.jmod"
        $modules += ',' + ($name -replace '-', '.')
    }
    Run "$jdk\jlink.exe" --module-path "$work\jmods" --add-modules $modules --include-locales=en,de --strip-debug --no-header-files `
        --no-man-pages --compress zip-6 --output "$image\runtime"

    # 2. The application: jars of each process without JavaFX's, profiles, texts.
    foreach ($role in 'launcher', 'daemon', 'tenant-server', 'cli', 'ui') {
        New-Item -ItemType Directory -Force "$image\lib\$role" | Out-Null
        Get-ChildItem "$env:APP\lib\$role\*.jar" | Where-Object Name -NotLike 'javafx-*' | Copy-Item -Destination "$image\lib\$role"
    }
    Copy-Item "$env:APP\lib\daemon\*sqlitejdbc*" "$image\lib\daemon"
    Copy-Item -Recurse "$env:APP\sandbox-profiles" $image
    Copy-Item "$PSScriptRoot\..\..\LICENSE", "$PSScriptRoot\bulkhead.cmd" $image
    Set-Content -Encoding ascii "$image\version" $Version

    # 3. Signed: every .exe and .dll that is not yet, then the .msi around them.
    function Sign([string[]]$files) {
        $how = if ($SignDlib) { @('/dlib', $SignDlib, '/dmdf', $SignMetadata) } elseif ($SignThumbprint) { @('/sha1', $SignThumbprint) } else { return }
        Run signtool.exe sign /fd SHA256 /tr http://timestamp.acs.microsoft.com /td SHA256 @how @files
    }
    $binaries = Get-ChildItem -Recurse "$image\runtime" -Include *.exe, *.dll |
        Where-Object { (Get-AuthenticodeSignature $_).Status -ne 'Valid' } | ForEach-Object FullName
    if ($binaries) { Sign $binaries }
    $msi = "$Out\Bulkhead-$Version.msi"
    Run wix.exe build "$PSScriptRoot\bulkhead.wxs" -arch x64 -d "Version=$Version" -d "Image=$image" -o $msi
    Sign @($msi)
    $msi
} finally {
    Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
}
