#!/usr/bin/env bash
# A host that cannot do OAuth: hands in a heart rate with Basic, by nothing but bash and curl.
set -euo pipefail

help='CLIENT_ID=… CLIENT_SECRET=… ./basic.sh PATIENT_ID HEART_RATE

  BASE_URL  the server (http://localhost:8103)

Exit codes: 0 taken, 1 the server cannot be reached: try again, 2 wrong usage, 3 refused: the text says why.'

fail() { printf '%s\n' "$2" >&2; exit "$1"; }
case "${1:-}" in -h | --help) printf '%s\n' "$help"; exit 0 ;; esac
[ $# -eq 2 ] || fail 2 "$help"
patient=$1 rate=$2 base=${BASE_URL:-http://localhost:8103}
[[ $patient =~ ^[A-Za-z0-9.-]{1,64}$ ]] || fail 2 'PATIENT_ID is the id of a Patient.'
[[ $rate =~ ^[1-9][0-9]{1,2}$ && $rate -le 350 ]] || fail 2 'HEART_RATE is a whole number from 10 to 350.'
[[ ${CLIENT_ID:-} =~ ^[A-Za-z0-9-]+$ && ${CLIENT_SECRET:-} =~ ^[A-Za-z0-9_-]+$ ]] || fail 2 'Set CLIENT_ID and CLIENT_SECRET.'
[[ $base =~ ^https:// || $base =~ ^http://(localhost|127\.0\.0\.1)(:[0-9]+)?/?$ ]] ||
  fail 2 'BASE_URL is https; http is for this machine alone, since Basic sends the secret with each request.'

body='{"resourceType":"Observation","status":"final",
  "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
  "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},
  "subject":{"reference":"Patient/'$patient'"},"effectiveDateTime":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'",
  "valueQuantity":{"value":'$rate',"unit":"beats/min","system":"http://unitsofmeasure.org","code":"/min"}}'

# The secret goes to curl through a pipe: everybody on the machine can read the arguments of a program.
answer=$(printf 'user = "%s:%s"\n' "$CLIENT_ID" "$CLIENT_SECRET" |
  curl --silent --max-time 20 --config - --write-out '\n%{http_code}' \
    --header 'Content-Type: application/fhir+json' --data "$body" "${base%/}/fhir/R4/Observation") ||
  fail 1 'The server cannot be reached: try again.'
status=${answer##*$'\n'}
case $status in
  201) echo 'Taken.' ;;
  429 | 5??) fail 1 'The server is busy or not well: try again.' ;;
  *) fail 3 "Refused with $status: ${answer%$'\n'*}" ;;
esac
