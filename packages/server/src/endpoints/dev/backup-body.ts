import { z } from 'zod'

export const BackupBody = z.object({ file: z.string().min(1).max(4_096) })
