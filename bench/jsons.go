// Benchmark: encoding/json: reflection, interfaces, small allocations.
package main

import (
	"encoding/json"
	"fmt"
)

const rounds = 150

type item struct {
	ID       int               `json:"id"`
	Name     string            `json:"name"`
	Price    float64           `json:"price"`
	Tags     []string          `json:"tags,omitempty"`
	Extra    map[string]string `json:"extra"`
	Nested   *item             `json:"nested,omitempty"`
	Optional *bool             `json:"optional"`
}

func main() {
	var items []item
	for i := range 1000 {
		items = append(items, item{ID: i, Name: fmt.Sprint("item <", i, ">"), Price: float64(i) * 1.25, Tags: []string{"a", "b\n", "ü"},
			Extra: map[string]string{"k": "v", "key": "value"}, Nested: &item{ID: -i, Name: "inner"}})
	}
	total := 0
	for range rounds {
		data, err := json.Marshal(items)
		if err != nil {
			panic(err)
		}
		var back []item
		if err := json.Unmarshal(data, &back); err != nil {
			panic(err)
		}
		var generic any
		if err := json.Unmarshal(data, &generic); err != nil {
			panic(err)
		}
		total += len(data) + len(back) + len(generic.([]any))
	}
	fmt.Println(total)
}
