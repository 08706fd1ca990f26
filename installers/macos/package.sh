#!/bin/sh
# NOT RUN YET: written on Linux, by the documentation of codesign, hdiutil and notarytool. Makes Bulkhead.app and a .dmg, signed and
# notarised. Needs JAVA_HOME (a JDK 25 for macOS), APP (what the build laid out, on macOS), and for signing:
# GNU's date, touch and find before the system's (brew install coreutils findutils; their libexec/gnubin folders first in PATH);
#   SIGN_IDENTITY   "Developer ID Application: …" in the keychain;  NOTARY_PROFILE   made by 'xcrun notarytool store-credentials'.
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
version=${1:?usage: package.sh VERSION [FOLDER]}
out=${2:-$here/../target/packages}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/Bulkhead.app
contents=$bundle/Contents
mkdir -p "$contents/MacOS" "$contents/Resources"

# 1. The application with its own runtime: as on Linux, with JavaFX's jars for macOS.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}
export SOURCE_DATE_EPOCH
sh "$here/../image.sh" "$contents/app"
printf '%s\n' "$version" >"$contents/app/version"
cat >"$contents/MacOS/Bulkhead" <<'START'
#!/bin/sh
exec "${0%/*}/../app/bulkhead" ui
START
chmod 755 "$contents/MacOS/Bulkhead"
sed "s/@VERSION@/$version/" "$here/Info.plist" >"$contents/Info.plist"

# 2. Every Mach-O file is signed, the inner ones first, also those in jars: a library that is not stops the notarisation.
if [ -n "${SIGN_IDENTITY:-}" ]; then
  sign() { codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$SIGN_IDENTITY" "$@"; }
  for jar in $(grep -rl --include='*.jar' dylib "$contents/app/lib"); do
    mkdir "$work/jar"
    (cd "$work/jar" && "$JAVA_HOME/bin/jar" --extract --file "$jar" && find . -name '*.dylib' | while IFS= read -r each; do
      sign "$each"
      "$JAVA_HOME/bin/jar" --update --file "$jar" "$each"
    done)
    rm -rf "$work/jar"
  done
  find "$contents/app/runtime" "$contents/app/lib" -type f \( -name '*.dylib' -o -perm -u+x \) | while IFS= read -r each; do sign "$each"; done
  # Archives know size and time of each jar, and these have just changed.
  JAVA=$contents/app/runtime/bin/java APP=$contents/app sh "$here/../train-archives.sh"
  rm -f "$contents/app/java-home"
  sign "$bundle"
  codesign --verify --deep --strict "$bundle"
fi

# 3. The disk image; signed, sent to Apple, and its ticket stapled on.
dmg=$out/Bulkhead-$version.dmg
ln -s /Applications "$work/Applications"
mkdir "$work/disk"
mv "$bundle" "$work/Applications" "$work/disk/"
hdiutil create -volname Bulkhead -srcfolder "$work/disk" -ov -format ULFO "$dmg"
if [ -n "${SIGN_IDENTITY:-}" ]; then
  codesign --timestamp --sign "$SIGN_IDENTITY" "$dmg"
  xcrun notarytool submit "$dmg" --keychain-profile "${NOTARY_PROFILE:?}" --wait
  xcrun stapler staple "$dmg"
  spctl --assess --type open --context context:primary-signature "$dmg"
fi
printf '%s\n' "$dmg"
