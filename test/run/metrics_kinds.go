// runtime/metrics: everything that is described can be read, with the kind that the description says.
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/metrics"
)

var keep [][]byte

func main() {
	for i := 0; i < 100; i++ {
		keep = append(keep, make([]byte, 1000))
	}
	runtime.GC()
	all := metrics.All()
	samples := make([]metrics.Sample, len(all))
	for i := range all {
		samples[i].Name = all[i].Name
	}
	values := map[string]float64{}
	for round := 0; round < 2; round++ {
		metrics.Read(samples)
		for i, s := range samples {
			if s.Value.Kind() != all[i].Kind {
				fmt.Println(s.Name, s.Value.Kind(), all[i].Kind)
			}
			switch s.Value.Kind() {
			case metrics.KindUint64:
				values[s.Name] = float64(s.Value.Uint64())
			case metrics.KindFloat64:
				values[s.Name] = s.Value.Float64()
			case metrics.KindFloat64Histogram:
				h := s.Value.Float64Histogram()
				if len(h.Buckets) != len(h.Counts)+1 {
					fmt.Println(s.Name, len(h.Buckets), len(h.Counts))
				}
			}
		}
	}
	fmt.Println(values["/gc/cycles/forced:gc-cycles"] >= 1, values["/gc/heap/objects:objects"] > 100,
		values["/memory/classes/heap/objects:bytes"] > 100000, values["/sched/goroutines:goroutines"] >= 1)
	sum := values["/cpu/classes/user:cpu-seconds"] + values["/cpu/classes/idle:cpu-seconds"] + values["/cpu/classes/gc/total:cpu-seconds"]
	fmt.Println(math.Abs(sum-values["/cpu/classes/total:cpu-seconds"]) < 0.01, values["/gc/gogc:percent"])
	unknown := []metrics.Sample{{Name: "/no/such:things"}}
	metrics.Read(unknown)
	fmt.Println(unknown[0].Value.Kind() == metrics.KindBad)
	runtime.KeepAlive(keep)
}
