// What a server of the load benchmark tells about itself when it is asked on stdin.
import { createInterface } from 'node:readline'

export function answerStats (documents) {
  createInterface({ input: process.stdin }).on('line', () => {
    for (let i = 0; i < 3; i++) globalThis.gc()
    const { heapUsed, external, rss } = process.memoryUsage()
    console.log(JSON.stringify({ documents: documents(), heapBytes: heapUsed + external, rssBytes: rss }))
  })
}
