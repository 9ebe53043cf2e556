package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
)

// keepFlags declares for how many days what is no record is kept. The function reads
// them when they are parsed.
func keepFlags(s *settings) func(usage) (app.Keep, usage) {
	const day = 24 * time.Hour
	least := int(app.LeastKept / day)
	events := s.text("keep-events", "400", "keep what happened to records for so many `DAYS`, "+strconv.Itoa(least)+" or more")
	audit := s.text("keep-audit", "1095", "keep the audit log for so many `DAYS`, "+strconv.Itoa(least)+" or more")
	return func(faults usage) (app.Keep, usage) {
		read := func(flag, given string) time.Duration {
			n, err := strconv.Atoi(given)
			if err != nil || n < least || n > 36_500 {
				faults = append(faults, fmt.Sprintf("--%s %s: give a number of days from %d to 36500", flag, given, least))
			}
			return time.Duration(n) * day
		}
		keep := app.Keep{Events: read("keep-events", *events), Audit: read("keep-audit", *audit)}
		return keep, faults
	}
}
