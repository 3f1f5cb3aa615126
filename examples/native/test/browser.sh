#!/bin/sh
# Stands for the system's browser: hands the address over to the test, which opens it in Chromium.
printf %s "$1" > "$ADDRESS_FILE.part" && mv "$ADDRESS_FILE.part" "$ADDRESS_FILE"
