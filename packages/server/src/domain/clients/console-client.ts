/** The client id of the console that this server ships. Nobody registers it. */
export const CONSOLE_CLIENT = 'damson-console'
