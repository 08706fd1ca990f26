@echo off
rem Bulkhead as it is installed. NOT RUN YET.
set "app=%~dp0."
set JAVA_TOOL_OPTIONS=
set JDK_JAVA_OPTIONS=
set "java=%app%\runtime\bin\java.exe"
set quiet=-Xlog:disable -Xlog:all=warning:stderr -XX:+DisplayVMOutputToStderr -XX:+UseSerialGC -XX:TieredStopAtLevel=1
if "%~1"=="connect" (
  "%java%" %quiet% -Xmx32m "-Dbulkhead.app=%app%" -cp "%app%\lib\launcher\*" dev.bulkhead.launcher.Launcher %2 %3 %4
) else if "%~1"=="ui" (
  "%java%" %quiet% -XX:+DisableAttachMechanism "-Dbulkhead.app=%app%" "-Dbulkhead.script=%~f0" --enable-native-access=ALL-UNNAMED,javafx.graphics -cp "%app%\lib\ui\*" dev.bulkhead.ui.BulkheadWindow
) else (
  "%java%" %quiet% "-Dbulkhead.app=%app%" "-Dbulkhead.script=%~f0" --enable-native-access=ALL-UNNAMED -cp "%app%\lib\cli\*" dev.bulkhead.cli.Main %*
)
exit /b %errorlevel%
