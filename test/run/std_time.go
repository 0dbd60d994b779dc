// Package time: formatting, parsing, arithmetic, zones.
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"
)

func main() {
	t := time.Date(2024, time.February, 29, 13, 4, 5, 123456789, time.UTC)
	for _, layout := range []string{time.ANSIC, time.RFC1123Z, time.RFC3339Nano, time.Kitchen, "2006-01-02 15:04:05.000", "Monday, 02-Jan-06 3:04PM", "002 __2 Z07:00"} {
		fmt.Println(t.Format(layout))
	}
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Unix(), t.UnixNano(), t.AddDate(1, 0, 0).Format(time.DateOnly), t.AddDate(0, -1, 1).Format(time.DateOnly))
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		for _, month := range []time.Month{time.January, time.July} {
			u := time.Date(2025, month, 1, 12, 0, 0, 0, zone)
			abbreviation, offset := u.Zone()
			fmt.Println(u, u.UTC(), abbreviation, offset, u.IsDST())
		}
	}
	u, err := time.Parse(time.RFC3339, "2023-11-05T01:30:00-04:00")
	fmt.Println(u.UTC(), err, t.Sub(u), t.After(u), u.Equal(u.In(time.FixedZone("X", 3600))))
	_, err = time.Parse("2006-01-02", "2023-13-01")
	fmt.Println(err)
	for _, s := range []string{"1h15m30.918s", "-1.5h", "100us", "1d", ""} {
		d, err := time.ParseDuration(s)
		fmt.Println(d, err, d.Minutes(), d.Round(time.Minute), d.Truncate(time.Hour))
	}
	y, w := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).ISOWeek()
	fmt.Println(y, w, time.Time{}.IsZero(), time.Unix(1e9, 5).UTC(), time.UnixMilli(-1).UTC(), t.Truncate(time.Hour).Format(time.TimeOnly))
	text, _ := t.MarshalText()
	var back time.Time
	fmt.Println(string(text), back.UnmarshalText(text), back.Equal(t), time.Duration(1<<63-1), time.Month(13))
}
